import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { loadSdk } from './load-sdk.ts';

describe('the SDK, an optional dependency', () => {
  test('is loaded where it is installed', async () => {
    expect(await loadSdk()).toBe(Anthropic);
  });

  test('is asked for in one sentence with the command, where it is not', async () => {
    const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(loadSdk(() => Promise.reject(missing))).rejects.toThrow(/npm install @anthropic-ai\/sdk/);
  });

  test('that is installed but broken shows its own error', async () => {
    await expect(loadSdk(() => Promise.reject(new SyntaxError('bad file')))).rejects.toThrow('bad file');
  });
});
