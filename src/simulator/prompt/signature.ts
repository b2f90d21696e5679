import { digestOf } from '../digest.ts';

/** What stands before a thinking block, as digests, one for each part that an error can name. */
export interface ThinkingPrefix {
  readonly tools: string;
  readonly system: string;
  /** The messages before the block, and the blocks before it in its own message; thinking blocks left out. */
  readonly messages: string;
  /** The thinking blocks before it, oldest first; only the newest where there are many. */
  readonly thinkingBefore: readonly string[];
}

/** What a thinking block's signature binds it to. */
export interface SignatureClaim {
  readonly model: string;
  /** Digest of the credential that paid for it. */
  readonly account: string;
  readonly prefix: ThinkingPrefix;
  /** Digest of the thinking as it was given out, which may be nothing. */
  readonly shown: string;
  /** Length of the thinking as the model wrote it, which is what the block weighs when it comes back emptied. */
  readonly thinkingCharacters: number;
}

const separator = '|';
const maker = 'turnwise simulator';
const fieldCount = 9;

function seal(fields: readonly string[]): string {
  return digestOf(fields.join(separator));
}

function decode(signature: string): readonly string[] {
  return Buffer.from(signature, 'base64').toString().split(separator);
}

/** Signs a thinking block: its claim and a digest over it, in base64. */
export function signThinking({ model, account, prefix, shown, thinkingCharacters }: SignatureClaim): string {
  const before = prefix.thinkingBefore.join(',');
  const bound = [prefix.tools, prefix.system, prefix.messages, before];
  const fields = [maker, model, account, ...bound, shown, String(thinkingCharacters)];
  return Buffer.from([...fields, seal(fields)].join(separator)).toString('base64');
}

/** Reads a signature back; undefined when the simulator did not make it, or it was changed. */
export function readSignature(signature: string): SignatureClaim | undefined {
  const fields = decode(signature);
  if (fields[0] !== maker || fields[fieldCount] !== seal(fields.slice(0, fieldCount))) return undefined;
  const [, model = '', account = '', tools = '', system = '', messages = '', before = '', shown = '', length] = fields;
  return {
    model,
    account,
    prefix: { tools, system, messages, thinkingBefore: before === '' ? [] : before.split(',') },
    shown,
    thinkingCharacters: Number(length),
  };
}

/** Whether a signature began as one of the simulator's, unchanged or not. */
export function isOwnSignature(signature: string): boolean {
  return decode(signature)[0] === maker;
}
