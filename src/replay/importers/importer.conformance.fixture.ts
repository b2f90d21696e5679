import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compilePolicy, parseSettings, type Policy as Ruling } from '../../core/index.ts';
import type { Trajectory } from '../trajectory.ts';
import type { Importer } from './importer.ts';
import { linesOf, parseJson } from './lines.ts';

/** Rules under which reading files is simple, in whichever client's spelling. */
export const readingIsSimple = rulingOf({ simpleTools: ['Read', 'read'] });

export function rulingOf(settings: object): Ruling {
  const parsed = parseSettings(settings);
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (parsed.ok && compiled.ok) return compiled.policy;
  throw new Error(JSON.stringify(compiled));
}

/** A path in a folder that goes away with the test. */
export function temporaryFile(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-replay-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, name);
}

/** Everything in a file, and how often something in it could not be used. */
export async function readAll(importer: Importer, path: string, ruling = readingIsSimple) {
  const conversations: Trajectory[] = [];
  let unreadable = 0;
  const onUnreadable = () => {
    unreadable += 1;
  };
  for await (const one of importer.read(path, { ruling, onUnreadable })) conversations.push(one);
  return { conversations, unreadable };
}

/**
 * What every importer does with the same little conversation, written down in its own format by `write`: a person asks; the
 * reply calls Read; its result comes a second after the reply began; the next reply reads what the first one wrote.
 */
export function describeImporter(importer: Importer, write: (path: string) => Promise<void> | void): void {
  const written = async () => {
    const path = temporaryFile('conversation.jsonl');
    await write(path);
    return path;
  };

  describe(importer.kind, () => {
    test('becomes a conversation, a turn a reply, with the tokens that were billed', async () => {
      const { conversations, unreadable } = await readAll(importer, await written());
      expect(unreadable).toBe(0);
      expect(conversations).toMatchObject([
        {
          id: expect.any(String),
          turns: [
            { atSeconds: 0, after: 'user', inputTokens: 10_004, outputTokens: 60, simple: false },
            {
              after: 'tool',
              inputTokens: 10_504,
              outputTokens: 20,
              cacheReadTokens: 10_000,
              sharedPrefixTokens: 10_000,
              simple: true,
            },
          ],
        },
      ]);
      expect(conversations[0]?.turns[1]?.atSeconds).toBeCloseTo(1, 6);
    });

    test('reads the same from the same file every time', async () => {
      const path = await written();
      expect(await readAll(importer, path)).toEqual(await readAll(importer, path));
    });

    test('rejects for a file that is not there', async () => {
      await expect(readAll(importer, '/nowhere/file.jsonl')).rejects.toThrow();
    });
  });
}

/** What every importer of lines does besides. */
export function describeLineImporter(importer: Importer, lines: readonly string[]): void {
  const write = (path: string) => appendFileSync(path, lines.map((line) => `${line}\n`).join(''));
  describeImporter(importer, write);

  describe(`${importer.kind}, line by line`, () => {
    test('is recognised by its first lines, and not by those of another kind', () => {
      expect(importer.recognises(lines.map(parseJson))).toBe(true);
      expect(importer.recognises([{ hello: 'world' }, 7, undefined])).toBe(false);
    });

    test('counts lines that cannot be used, and reads on', async () => {
      const path = temporaryFile('conversation.jsonl');
      write(path);
      appendFileSync(path, '{"type": \n');
      const { conversations, unreadable } = await readAll(importer, path);
      expect(conversations[0]?.turns).toHaveLength(2);
      expect(unreadable).toBe(1);
    });

    test('is read from a file that ends without a line break', async () => {
      const path = temporaryFile('conversation.jsonl');
      appendFileSync(path, lines.join('\n'));
      const read: string[] = [];
      for await (const line of linesOf(path)) read.push(line);
      expect(read).toEqual(lines);
    });
  });
}
