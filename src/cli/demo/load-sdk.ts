import type Anthropic from '@anthropic-ai/sdk';
import { CommandError } from '../exit.ts';

/** The official SDK, which is an optional peer dependency. A failing command with the way out, where it is missing. */
export async function loadSdk(
  load: () => Promise<{ readonly default: typeof Anthropic }> = () => import('@anthropic-ai/sdk'),
): Promise<typeof Anthropic> {
  try {
    return (await load()).default;
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new CommandError(
      'the demo’s assistant uses the official SDK, which is not installed; run: npm install @anthropic-ai/sdk@^1.12.0',
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
