import { expect, it } from 'vitest';
import { dollars, roughDollars } from './dollars.ts';

it.each([
  [0, '$0.0000', '$0'],
  [1, '$0.0000000010', '$0.000000001'],
  [31_400, '$0.000031', '$0.000031'],
  [3_000_000, '$0.0030', '$0.003'],
  [4_200_000, '$0.0042', '$0.0042'],
  [47_123_456, '$0.0471', '$0.047'],
  [1_200_000_000, '$1.2000', '$1.2'],
  [100_000_000_000, '$100.0000', '$100'],
  [-11_000_000, '-$0.0110', '-$0.011'],
])('%i nano-dollars are %s, roughly %s', (nanoUsd, exact, rough) => {
  expect([dollars(nanoUsd), roughDollars(nanoUsd)]).toEqual([exact, rough]);
});
