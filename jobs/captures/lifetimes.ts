/**
 * Whether the API would take every captured request with an hour's lifetime at its breakpoints (`cacheTtl: auto`): as the
 * client sent it, and fitted to each model that may answer it; and whether it reads as the same prompt. A request that is
 * refused for what it is refused for anyway is no finding.
 */
import { type Edit, fit, modelTable } from '../../src/core/index.ts';
import { refusalOf } from '../../src/simulator/index.ts';
import { applyEdits, createTurnReader, headerEditsOf, type ReadTurn } from '../../src/wire/index.ts';
import type { Capture } from './eligibility.ts';

/** What came of one captured request. */
export interface JudgedLifetime {
  readonly client: string;
  readonly breakpoints: number;
  /** Bodies that were judged: as captured, and fitted. */
  readonly judged: number;
  readonly problems: readonly string[];
}

const reader = createTurnReader({ salt: 'job' });
const hour: Edit = { kind: 'cache_ttl', ttl: '1h', because: 'job' };
const noMemory = { memory: undefined, contextTokens: undefined };

/** Judges a captured request; `undefined`: it is no turn. */
export function judgeLifetime(capture: Capture): JudgedLifetime | undefined {
  const { body, headers } = capture.request;
  const reading = reader.read({ body, header: (name) => headers[name] });
  if (reading.kind !== 'turn') return undefined;
  const others = modelTable.filter(({ id }) => id !== reading.turn.requestedModel);
  const fitted = others.flatMap(({ id: model }) => {
    const result = fit(reading.turn, { tier: 'execution', model, effort: 'low' }, noMemory);
    return result.fits ? [result.edits] : [];
  });
  const lists = [[], ...fitted];
  const problems = lists.flatMap((edits) => problemOf(capture, reading, edits) ?? []);
  return { client: capture.client, breakpoints: reading.breakpoints.length, judged: lists.length, problems };
}

function problemOf({ file, request }: Capture, reading: ReadTurn, edits: readonly Edit[]): string | undefined {
  const bodyAfter = (all: readonly Edit[]) => applyEdits(request.body, reading.layout, all);
  const refusal = (all: readonly Edit[]) =>
    refusalOf({ body: bodyAfter(all).toString(), headers: { ...request.headers, ...headerEditsOf(all) } })?.message;
  const words = refusal([...edits, hour]);
  if (words !== refusal(edits)) return `${file}: ${words}`;
  const again = reader.read({ body: bodyAfter([...edits, hour]), header: (name) => request.headers[name] });
  if (again.kind !== 'turn') return `${file}: not readable any more`;
  const isWhole = again.breakpoints.every(({ ttl }) => ttl === '1h');
  const isAsMany = again.breakpoints.length === reading.breakpoints.length;
  const isSamePrompt = again.chain.hashes.join() === reading.chain.hashes.join();
  return isWhole && isAsMany && isSamePrompt ? undefined : `${file}: another prompt`;
}

/** One line a client. */
export function lifetimeTable(judged: readonly JudgedLifetime[]): string {
  const lines = [...Map.groupBy(judged, ({ client }) => client)].map(([client, own]) => {
    const marked = own.filter(({ breakpoints }) => breakpoints > 0).length;
    return `  ${client.padEnd(30)} ${String(marked).padStart(3)} of ${own.length}`;
  });
  const bodies = judged.reduce((sum, { judged: count }) => sum + count, 0);
  return `requests with breakpoints, whose lifetime may be chosen:\n${lines.join('\n')}\n${bodies} bodies asking for an hour judged with those of fitted requests`;
}
