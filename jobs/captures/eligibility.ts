/**
 * Which models a captured request may be routed to, and whether the fitted request would be accepted there: core fits it,
 * wire applies the edits to its bytes, and the simulator's strict checker, whose tables are its own, judges the outcome.
 *
 * A request that starts a message thread is judged without its `thread`: the gateway refuses threads, and the same body
 * without it is what the SDK sends next. One that goes on with a thread is left out: the gateway never routes it.
 */
import type { CapturedRequest } from '../../src/cli/index.ts';
import { type Edit, fit, modelTable, type TierTarget } from '../../src/core/index.ts';
import { refusalOf } from '../../src/simulator/index.ts';
import { applyEdits, createTurnReader, headerEditsOf, type ReadTurn } from '../../src/wire/index.ts';

/** A captured request to `/v1/messages` and whose it is. */
export interface Capture {
  readonly client: string;
  readonly file: string;
  readonly request: CapturedRequest;
}

/** One request fitted to one model. */
export interface Fitted {
  readonly client: string;
  readonly requested: string;
  readonly target: string;
  /** Why the tier cannot answer it; undefined where it may. */
  readonly misfit: string | undefined;
  /** What is wrong: a refusal that the request does not get from its own model; undefined where nothing is. */
  readonly problem: string | undefined;
}

interface Readable {
  readonly reading: ReadTurn;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const reader = createTurnReader({ salt: 'job' });
const relabelled = { requested: 'claude-sonnet-5-5', target: 'claude-haiku-5-5' };

/** As the default execution tier asks, and with nothing asked. */
const settings = [{ effort: 'low' }, {}] as const;

function read({ headers }: CapturedRequest, body: Buffer): Readable | undefined {
  const reading = reader.read({ body, header: (name) => headers[name] });
  return reading.kind === 'turn' ? { reading, body, headers } : undefined;
}

/** The request as the gateway would route it; undefined where it never would. */
function readRoutable(request: CapturedRequest): Readable | undefined {
  const first = read(request, request.body);
  if (first === undefined || first.reading.turn.settings.thread?.type === 'continue') return undefined;
  return withEdit(first, request, { kind: 'remove', path: ['thread'], because: 'the gateway refuses threads' });
}

function withEdit({ body, reading }: Readable, request: CapturedRequest, edit: Edit): Readable | undefined {
  return read(request, applyEdits(body, reading.layout, [edit]));
}

function refusal({ body, headers, reading }: Readable, edits: readonly Edit[]): string | undefined {
  const edited = applyEdits(body, reading.layout, edits).toString();
  return refusalOf({ body: edited, headers: { ...headers, ...headerEditsOf(edits) } })?.message;
}

/** Fits a request to a tier on a model; `own` is what its own model refuses it with. */
function fitTo(readable: Readable, target: TierTarget, own: string | undefined): Pick<Fitted, 'misfit' | 'problem'> {
  const result = fit(readable.reading.turn, target, { memory: undefined, contextTokens: undefined });
  if (!result.fits) return { misfit: result.what, problem: undefined };
  const words = refusal(readable, result.edits);
  return { misfit: undefined, problem: words === own ? undefined : words };
}

function fitToAll(capture: Capture, readable: Readable): readonly Fitted[] {
  const { requestedModel: requested } = readable.reading.turn;
  const own = refusal(readable, []);
  return modelTable
    .filter((row) => row.id !== requested)
    .map(({ id: target }) => {
      const outcomes = settings.map((setting) =>
        fitTo(readable, { tier: 'execution', model: target, ...setting }, own),
      );
      const problem = outcomes.find((outcome) => outcome.problem !== undefined)?.problem;
      const misfit = outcomes.find((outcome) => outcome.misfit !== undefined)?.misfit;
      return { client: capture.client, requested, target, misfit, problem: problem && `${capture.file}: ${problem}` };
    });
}

/**
 * The request with another model's name on it, everything else as captured, fitted to the execution model. Its settings
 * were chosen for another model, so the unfitted request may well be refused: the fitted one must not be.
 */
function fitRelabelled({ client, file, request }: Capture, readable: Readable): Fitted | undefined {
  const { requested, target } = relabelled;
  const label: Edit = { kind: 'set', path: ['model'], value: requested, because: 'asked of another model' };
  const renamed = withEdit(readable, request, label);
  if (renamed === undefined) return undefined;
  const { misfit, problem } = fitTo(renamed, { tier: 'execution', model: target, effort: 'low' }, undefined);
  return { client, requested, target, misfit, problem: problem && `${file}: ${problem}` };
}

/** What became of every captured request. */
export interface Eligibility {
  /** Each request, fitted to every model but its own. */
  readonly fitted: readonly Fitted[];
  /** Each request under the label of the usual reasoning model, fitted to the usual execution model. */
  readonly relabelled: readonly Fitted[];
  /** Requests that the gateway never routes. */
  readonly leftOut: number;
}

/** Fits and judges every captured request. */
export function judgeEligibility(captures: readonly Capture[]): Eligibility {
  const routable = captures.flatMap((capture) => {
    const readable = readRoutable(capture.request);
    return readable === undefined ? [] : [{ capture, readable }];
  });
  return {
    fitted: routable.flatMap(({ capture, readable }) => fitToAll(capture, readable)),
    relabelled: routable.flatMap(({ capture, readable }) => fitRelabelled(capture, readable) ?? []),
    leftOut: captures.length - routable.length,
  };
}
