import { expect, it } from 'vitest';
import { readSignature, signThinking } from './signature.ts';

const claim = { model: 'claude-opus-5-5', account: 'a+/=', prefix: 'p+/=', thinkingCharacters: 12 };

it('a signature tells what it was made for', () => {
  expect(readSignature(signThinking(claim))).toEqual(claim);
});

it('a signature that was changed, or made by somebody else, tells nothing', () => {
  const changed = Buffer.from(signThinking(claim), 'base64').toString().replace('opus', 'onus');
  expect(readSignature(Buffer.from(changed).toString('base64'))).toBeUndefined();
  expect(readSignature('EqQBCgIYAhIM')).toBeUndefined();
  expect(readSignature('')).toBeUndefined();
});
