/**
 * Whether the API would take the ping of every captured request: as the client sent it, and fitted to each model that may
 * answer it. Core makes the ping, wire applies the edits, and the simulator's strict checker, whose tables are its own,
 * judges. A ping that is refused for what its request is refused for anyway is no finding.
 */
import { capabilitiesOf, type Edit, fit, modelTable, pingEdits } from '../../src/core/index.ts';
import { refusalOf } from '../../src/simulator/index.ts';
import { applyEdits, createTurnReader, headerEditsOf, type ReadTurn } from '../../src/wire/index.ts';
import type { Capture } from './eligibility.ts';

/** The ping of one request to one model. */
export interface JudgedPing {
  readonly client: string;
  readonly model: string;
  /** Sent as captured, or fitted to another model. */
  readonly fitted: boolean;
  /** Why there is no ping; undefined where there is one. */
  readonly skipped: string | undefined;
  /** What is wrong with it; undefined where nothing is. */
  readonly problem: string | undefined;
}

const reader = createTurnReader({ salt: 'job' });

/** Judges the pings of a captured request. */
export function judgePings(capture: Capture): readonly JudgedPing[] {
  const { body, headers } = capture.request;
  const reading = reader.read({ body, header: (name) => headers[name] });
  if (reading.kind !== 'turn') return [];
  const { requestedModel } = reading.turn;
  const others = modelTable.filter(({ id }) => id !== requestedModel);
  return [
    judge(capture, reading, { model: requestedModel, edits: [] }),
    ...others.flatMap(({ id: model }) => {
      const fitted = fit(reading.turn, { tier: 'execution', model, effort: 'low' }, noMemory);
      return fitted.fits ? [judge(capture, reading, { model, edits: fitted.edits })] : [];
    }),
  ];
}

const noMemory = { memory: undefined, contextTokens: undefined };

function judge(
  { client, file, request }: Capture,
  { turn, layout }: ReadTurn,
  { model, edits }: { readonly model: string; readonly edits: readonly Edit[] },
): JudgedPing {
  const fitted = edits.length > 0;
  const ping = pingEdits({ settings: turn.settings, edits, capabilities: capabilitiesOf(model) });
  if (!ping.fits) return { client, model, fitted, skipped: ping.because, problem: undefined };
  const refusal = (all: readonly Edit[]) =>
    refusalOf({
      body: applyEdits(request.body, layout, all).toString(),
      headers: { ...request.headers, ...headerEditsOf(all) },
    })?.message;
  const words = refusal([...edits, ...ping.edits]);
  const isOwn = words === refusal(edits);
  return { client, model, fitted, skipped: undefined, problem: isOwn ? undefined : words && `${file}: ${words}` };
}

/** What must not be: a ping that upstream would refuse. */
export function pingProblems(pings: readonly JudgedPing[]): readonly string[] {
  return pings.flatMap(({ client, model, problem }) =>
    problem === undefined ? [] : [`${client}, ping of ${model}: refused: ${problem}`],
  );
}

/** How many pings were judged, and what was skipped why, by client. */
export function pingTable(pings: readonly JudgedPing[]): string {
  const asSent = pings.filter(({ fitted }) => !fitted);
  const lines = [...Map.groupBy(asSent, ({ client }) => client)].map(([client, own]) => {
    const why = [...Map.groupBy(own, ({ skipped }) => skipped)]
      .filter(([reason]) => reason !== undefined)
      .map(([reason, skipped]) => `${reason} ${skipped.length}`);
    const taken = own.filter(({ skipped }) => skipped === undefined).length;
    return `  ${client.padEnd(30)} ${String(taken).padStart(3)} of ${own.length}${why.length === 0 ? '' : `  skipped: ${why.join(', ')}`}`;
  });
  const skipped = Map.groupBy(
    pings.filter((ping) => ping.skipped !== undefined),
    (ping) => ping.skipped,
  );
  const reasons = [...skipped].map(([reason, group]) => `${reason} ${group.length}`).join(', ');
  const taken = pings.filter((ping) => ping.skipped === undefined).length;
  return `requests that can be pinged, as captured:\n${lines.join('\n')}\n${pings.length} pings judged with those of fitted requests, ${taken} sent, skipped: ${reasons === '' ? 'none' : reasons}`;
}
