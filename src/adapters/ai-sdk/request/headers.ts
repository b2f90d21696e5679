import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { HeaderReader } from '../../../wire/index.ts';
import { type Block, membersOf, textOf } from '../../block.ts';

/** `providerOptions.turnwise` by the request header that says the same to the gateway. */
const ownOptions: Readonly<Record<string, string>> = {
  'x-turnwise-conversation': 'conversation',
  'x-turnwise-user': 'user',
  'x-turnwise-cohort': 'cohort',
  'x-turnwise-tier': 'tier',
};

/** The version Anthropic's package sends, whatever the model. */
const apiVersion = '2023-06-01';

/** The headers of a call; `providerOptions.turnwise` go before those of the same meaning. */
export function headerReader(options: LanguageModelV4CallOptions, betas: readonly string[]): HeaderReader {
  const own: Block = membersOf(options.providerOptions?.turnwise) ?? {};
  const sent = new Map(Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const option = ownOptions[name];
    const said = option === undefined ? undefined : textOf(own[option]);
    if (said !== undefined) return said;
    if (name === 'anthropic-beta') return betas.length === 0 ? undefined : betas.join(',');
    if (name === 'anthropic-version') return sent.get(name) ?? apiVersion;
    if (name === 'user-agent') return 'ai-sdk';
    return sent.get(name);
  };
}

/** The call without what is said to Turnwise alone. */
export function withoutOwnWords(options: LanguageModelV4CallOptions): LanguageModelV4CallOptions {
  const { providerOptions, headers, ...rest } = options;
  const { turnwise: _own, ...others } = providerOptions ?? {};
  const kept = Object.entries(headers ?? {}).filter(([name]) => !name.toLowerCase().startsWith('x-turnwise-'));
  return {
    ...rest,
    ...(providerOptions === undefined ? {} : { providerOptions: others }),
    ...(headers === undefined ? {} : { headers: Object.fromEntries(kept) }),
  };
}
