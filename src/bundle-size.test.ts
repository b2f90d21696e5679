/** What the core weighs in somebody's bundle: printed, and kept from growing unseen. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

/** Minified and gzipped, in KiB of 1,024 bytes. */
async function gzippedKiB(external: readonly RegExp[]): Promise<number> {
  const input = fileURLToPath(new URL('./core/index.ts', import.meta.url));
  const bundle = await rolldown({
    input,
    platform: 'neutral',
    resolve: { mainFields: ['module', 'main'] },
    external: [...external],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  const code = output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('');
  return gzipSync(code).length / 1024;
}

test('the core is small: a bundle of it alone, and one with the libraries it knows', async () => {
  const alone = await gzippedKiB([/^zod/, /^fastest-levenshtein/]);
  const withLibraries = await gzippedKiB([]);
  process.stdout.write(
    `core, minified and gzipped: ${alone.toFixed(1)} KiB alone, ${withLibraries.toFixed(1)} KiB with zod and fastest-levenshtein\n`,
  );
  expect(alone).toBeGreaterThan(10);
  expect(alone).toBeLessThan(40);
  expect(withLibraries).toBeLessThan(68);
});
