import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The models that an installed SDK names, or why they cannot be had. */
export type SdkModels =
  | { readonly kind: 'found'; readonly version: string; readonly models: readonly string[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * Reads the `Model` union from the declaration file of the installed `@anthropic-ai/sdk`, an optional peer: the one that
 * the code in `folder` would load, else the one beside this package.
 */
export function readSdkModels(folder: string): SdkModels {
  const root = sdkFolder(join(folder, 'index.js')) ?? sdkFolder(import.meta.url);
  if (root === undefined) return { kind: 'absent' };
  try {
    const declarations = readFileSync(join(root, 'resources/messages/messages.d.ts'), 'utf8');
    const models = modelsIn(declarations);
    if (models.length === 0) return { kind: 'unreadable', why: 'its declarations hold no union of models' };
    return { kind: 'found', version: versionIn(readFileSync(join(root, 'package.json'), 'utf8')), models };
  } catch (error) {
    return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
}

/** The literals of `export type Model = 'a' | 'b' | (string & {});`, in its order. */
export function modelsIn(declarations: string): readonly string[] {
  const union = /^export type Model =([^;]*);/m.exec(declarations)?.[1] ?? '';
  return [...union.matchAll(/'([^']+)'|"([^"]+)"/g)].map(([, single, double]) => single ?? double ?? '');
}

function sdkFolder(from: string): string | undefined {
  try {
    return dirname(createRequire(from).resolve('@anthropic-ai/sdk'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function versionIn(manifest: string): string {
  const parsed: unknown = JSON.parse(manifest);
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown';
}
