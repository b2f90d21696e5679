import { expect, it } from 'vitest';
import { isOwnSignature, readSignature, signThinking } from './signature.ts';

const claim = {
  model: 'claude-opus-5-5',
  account: 'a+/=',
  prefix: { tools: 't+/=', system: 's', messages: 'm', thinkingBefore: ['one', 'two'] },
  shown: 'd',
  thinkingCharacters: 12,
};

it('a signature tells what it was made for', () => {
  const first = { ...claim, prefix: { ...claim.prefix, thinkingBefore: [] } };
  expect(readSignature(signThinking(claim))).toEqual(claim);
  expect(readSignature(signThinking(first))).toEqual(first);
});

it('a signature that was changed, or made by somebody else, tells nothing', () => {
  const changed = Buffer.from(signThinking(claim), 'base64').toString().replace('opus', 'onus');
  expect(readSignature(Buffer.from(changed).toString('base64'))).toBeUndefined();
  expect(readSignature('EqQBCgIYAhIM')).toBeUndefined();
  expect(readSignature('')).toBeUndefined();
});

it('a signature is known for the simulator’s own, changed or not', () => {
  const changed = Buffer.from(signThinking(claim), 'base64').toString().replace('opus', 'onus');
  expect(isOwnSignature(signThinking(claim))).toBe(true);
  expect(isOwnSignature(Buffer.from(changed).toString('base64'))).toBe(true);
  expect(isOwnSignature('bW9jay1zaWduYXR1cmU=')).toBe(false);
});
