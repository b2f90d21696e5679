import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPriceBook, priceTable } from '../core/index.ts';
import { main } from './main.ts';
import { checkPrices, describeCheck, hasFindings } from './prices/check-prices.ts';
import { modelsIn, readSdkModels } from './prices/sdk-models.ts';

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-prices-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function run(...args: readonly string[]) {
  const out: string[] = [];
  const notes: string[] = [];
  onTestFinished(() => {
    process.exitCode = 0;
  });
  process.exitCode = 0;
  const terminal = {
    out: (text: string) => void out.push(text),
    note: (text: string) => void notes.push(text),
    isInteractive: false,
  };
  await main(['node', 'turnwise', 'prices', ...args], terminal);
  return { out: out.join('\n'), notes: notes.join('\n'), code: process.exitCode };
}

const own = `prices:
  - model: my-tuned
    effectiveFrom: 2026-11-01
    bands: [{ input: 7, output: 8, write5m: 9, write1h: 10, read: 0.5 }]
    source: our contract
`;

function ownConfig(): string {
  const file = join(tempFolder(), 'turnwise.yaml');
  writeFileSync(file, own);
  return file;
}

describe('turnwise prices', () => {
  test('prints every row in dollars per million tokens, with where the figures come from', async () => {
    const { out, code } = await run();
    expect(code).toBe(0);
    expect(out).toMatch(/^claude-haiku-5-5 +2026-10-07 +to 100,000 +0\.1 +0\.5 +0\.125 +0\.2 +0\.01 +- +1\.1x$/m);
    expect(out).toMatch(/^ +above +0\.5 +2\.5 +0\.625 +1 +0\.05 +- +1\.1x$/m);
    expect(out).toMatch(/^claude-opus-5-5 +2026-09-22 +any +4 +20 +5 +8 +0\.2 +2x +1\.1x$/m);
    expect(out).toMatch(/third party only: .*claude-fable-5-2/);
    expect(out).toContain('unpriced, none is published: claude-mythos-5-2');
  });

  test('puts a user’s own rows first and says that they are', async () => {
    const { out } = await run('--config', ownConfig());
    expect(out).toMatch(/^my-tuned \(own\) +2026-11-01 +any +7 +8 +9 +10 +0\.5/m);
  });

  test('--json prints rows, with every band', async () => {
    const rows: unknown = JSON.parse((await run('--json', '--config', ownConfig())).out);
    expect(rows).toHaveLength(priceTable.length + 1);
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ model: 'my-tuned', own: true, source: 'our contract' }),
        expect.objectContaining({
          model: 'claude-haiku-5-5',
          own: false,
          bands: [
            { upToPromptTokens: 100_000, input: 0.1, output: 0.5, write5m: 0.125, write1h: 0.2, read: 0.01 },
            { input: 0.5, output: 2.5, write5m: 0.625, write1h: 1, read: 0.05 },
          ],
        }),
      ]),
    );
  });

  test('--check finds the table and the installed SDK to name the same models, but for those without a price', async () => {
    const { out, code } = await run('--check');
    expect(out).toMatch(/^compared with @anthropic-ai\/sdk \d+\.\d+\.\d+/);
    expect(out).not.toContain('FAIL');
    expect(out).toContain('claude-mythos-preview: knowingly unpriced');
    expect(code).toBe(0);
    const json: unknown = JSON.parse((await run('--check', '--json')).out);
    expect(json).toMatchObject({ sdk: expect.any(String), unpriced: [], unknownToSdk: [] });
  });
});

describe('the check', () => {
  const now = Date.parse('2026-11-25');
  const named = [...priceTable.map(({ model }) => model), 'claude-haiku-4-5-20251001'];
  const aliases = ['claude-opus-4-5-20251101', 'claude-sonnet-4-5-20250929'];
  const complete = [...new Set([...named, ...aliases])];

  test('finds a new model of the SDK, unless the user has a price for it', () => {
    const found = checkPrices([...complete, 'claude-sonnet-6'], createPriceBook(), now);
    expect(found).toEqual({ unpriced: ['claude-sonnet-6'], knowinglyUnpriced: {}, unknownToSdk: [] });
    expect(hasFindings(found)).toBe(true);
    expect(describeCheck(found, '9.9.9')).toContain('FAIL claude-sonnet-6: named by the SDK, no price');
    const [row] = priceTable;
    if (row === undefined) throw new Error('no row');
    const book = createPriceBook([{ ...row, model: 'claude-sonnet-6' }]);
    expect(hasFindings(checkPrices([...complete, 'claude-sonnet-6'], book, now))).toBe(false);
  });

  test('finds a model of the table that the SDK no longer names', () => {
    const found = checkPrices(
      complete.filter((model) => model !== 'claude-opus-4-6'),
      createPriceBook(),
      now,
    );
    expect([found.unknownToSdk, hasFindings(found)]).toEqual([['claude-opus-4-6'], true]);
  });

  test('lets pass what is knowingly unpriced', () => {
    const found = checkPrices([...complete, 'claude-mythos-5'], createPriceBook(), now);
    expect([Object.keys(found.knowinglyUnpriced), hasFindings(found)]).toEqual([['claude-mythos-5'], false]);
  });
});

describe('the models of the SDK', () => {
  test('are the literals of its union', () => {
    expect(modelsIn(`export type Other = 'no';\nexport type Model = 'a-1' | "b-2" | (string & {});\n`)).toEqual([
      'a-1',
      'b-2',
    ]);
    expect(modelsIn('export type Models = string;')).toEqual([]);
  });

  test('are those of the SDK that the folder would load', () => {
    const folder = tempFolder();
    const sdk = join(folder, 'node_modules/@anthropic-ai/sdk');
    mkdirSync(join(sdk, 'resources/messages'), { recursive: true });
    writeFileSync(join(sdk, 'package.json'), '{"name":"@anthropic-ai/sdk","version":"7.0.1","main":"index.js"}');
    writeFileSync(join(sdk, 'index.js'), '');
    expect(readSdkModels(folder)).toMatchObject({ kind: 'unreadable' });
    writeFileSync(join(sdk, 'resources/messages/messages.d.ts'), 'export type Model = string;');
    expect(readSdkModels(folder)).toEqual({ kind: 'unreadable', why: 'its declarations hold no union of models' });
    writeFileSync(join(sdk, 'resources/messages/messages.d.ts'), "export type Model = 'claude-x' | (string & {});");
    expect(readSdkModels(folder)).toEqual({ kind: 'found', version: '7.0.1', models: ['claude-x'] });
  });
});
