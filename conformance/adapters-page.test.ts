import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { surfaces } from './surfaces/index.ts';

/** The table of `docs/adapters.md`, from what each surface says of itself and the suite checks. */
function table(): string {
  const rows = surfaces.map(({ name, facts }) => [
    name,
    facts.door,
    facts.edits,
    facts.stream,
    facts.told,
    facts.keeping,
    facts.retries,
  ]);
  const head = [
    '',
    'entered by',
    'edits',
    'streamed execution reply',
    'who answered',
    'keeping',
    'retries that are turns',
  ];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

test('docs/adapters.md has the table of the suite', () => {
  const page = readFileSync(new URL('../docs/adapters.md', import.meta.url), 'utf8');
  const between = page.split('<!-- surfaces -->')[1]?.trim();
  expect(between).toBe(table());
});
