import { digestOf } from '../digest.ts';

/** What a thinking block's signature binds it to. */
export interface SignatureClaim {
  readonly model: string;
  /** Digest of the credential that paid for it. */
  readonly account: string;
  /** Digest of the tools, system and messages that stood before it. */
  readonly prefix: string;
  /** Length of the thinking as the model wrote it, which is what the block weighs when it comes back emptied. */
  readonly thinkingCharacters: number;
}

const separator = '|';

function seal(fields: readonly string[]): string {
  return digestOf(['turnwise simulator', ...fields].join(separator));
}

/** Signs a thinking block: its claim and a digest over it, in base64. */
export function signThinking(claim: SignatureClaim): string {
  const fields = [claim.model, claim.account, claim.prefix, String(claim.thinkingCharacters)];
  return Buffer.from([...fields, seal(fields)].join(separator)).toString('base64');
}

/** Reads a signature back; undefined when the simulator did not make it, or it was changed. */
export function readSignature(signature: string): SignatureClaim | undefined {
  const fields = Buffer.from(signature, 'base64').toString().split(separator);
  const [model, account, prefix, characters, digest] = fields;
  if (model === undefined || account === undefined || prefix === undefined || characters === undefined)
    return undefined;
  if (digest !== seal(fields.slice(0, 4))) return undefined;
  return { model, account, prefix, thinkingCharacters: Number(characters) };
}
