import { compileGlob, matchesGlob } from './glob.ts';
import type { InputPattern } from './shell-pattern.ts';
import type { MainInput } from './tool-input.ts';

type PlainInput = Extract<MainInput, { readonly kind: 'path' | 'text' }>;

/** A pattern for an input that is no shell command; `irregular` paths are never matched and could always be. */
export interface ValuePattern {
  readonly matches: (input: PlainInput) => boolean;
  readonly couldMatch: (input: PlainInput) => boolean;
}

/* `..`, `/./` and `//` name a place otherwise than a pattern would: where it really is cannot be known here. */
const irregular = /(?:^|\/)\.\.(?:\/|$)|\/\.?\//;

/**
 * Compiles a pattern for plain inputs. In paths `*` stays within a segment, `**` does not, and a leading `./` says
 * nothing; which folder relative paths start from is not known, so `src/**` never matches an absolute path. In other
 * text `*` is any characters. `words:*` is that text, alone or with a space and more behind it.
 */
export function compileValuePattern(pattern: InputPattern): ValuePattern {
  const asText = compileTest(pattern, undefined);
  const asPath = compileTest({ ...pattern, text: toPath(pattern.text) }, '/');
  const matches = ({ kind, text }: PlainInput): boolean => (kind === 'path' ? asPath(toPath(text)) : asText(text));
  return {
    matches: (input) => !isIrregular(input) && matches(input),
    couldMatch: (input) => isIrregular(input) || matches(input),
  };
}

function isIrregular({ kind, text }: PlainInput): boolean {
  return kind === 'path' && irregular.test(text);
}

function toPath(text: string): string {
  return /^(?:\.?\/|~|\*\*)/.test(text) ? text : `./${text}`;
}

function compileTest({ kind, text }: InputPattern, barrier: string | undefined): (value: string) => boolean {
  switch (kind) {
    case 'exact':
      return (value) => value === text;
    case 'prefix':
      return (value) => value === text || value.startsWith(`${text} `);
    case 'glob': {
      const glob = compileGlob(text);
      return (value) => matchesGlob(glob, value, barrier);
    }
    default: {
      const unreachable: never = kind;
      return unreachable;
    }
  }
}
