import type { Mode, TurnEvent } from '../../src/core/index.ts';
import { type BilledRequest, recordedAnswerer, startSimulator, type Transcript } from '../../src/simulator/index.ts';
import type { RecordedTurn } from '../recorded/conversations.ts';
import { openGateway } from '../recorded/stage.ts';
import { faultOf, turnKey, wrongAnswer } from './plant.ts';

/** Says which recorded turn a request is: the simulator plants its faults by it. */
export const turnHeader = 'x-job-turn';

/** A gateway before a simulator that plays recordings, wrong where the execution model was planted to be. */
export interface EscalationStage {
  readonly url: string;
  readonly events: readonly TurnEvent[];
  readonly billed: readonly BilledRequest[];
  close(): Promise<void>;
}

/** Starts both. Times are waited for a thousandth, so that replies arrive in pieces. */
export async function startEscalationStage(options: {
  readonly turns: readonly RecordedTurn[];
  readonly transcripts: readonly Transcript[];
  readonly simpleTools: readonly string[];
  readonly mode: Mode;
  readonly recordPath: string;
}): Promise<EscalationStage> {
  const recorded = recordedAnswerer(options.transcripts);
  const byKey = new Map(options.turns.map((turn) => [turnKey(turn), turn]));
  const simulator = await startSimulator({
    answerers: [
      (request) => {
        const turn = byKey.get(String(request.headers[turnHeader]));
        const fault = turn === undefined || request.model.line !== 'haiku' ? undefined : faultOf(turn);
        return turn === undefined || fault === undefined ? recorded(request) : wrongAnswer(turn, fault);
      },
    ],
    timeScale: 0.001,
    seed: 7,
  });
  const stage = await openGateway({ ...options, simulator });
  return { url: stage.composed.gateway.url, events: stage.events, billed: simulator.billed, close: stage.close };
}
