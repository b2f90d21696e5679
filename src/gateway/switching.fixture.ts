/**
 * Whole conversations against a strict simulator, each turn fitted by core to one of two tiers, the fit's memory kept per
 * conversation and tier as the gateway keeps it.
 */
import { capabilitiesOf, convertTokens, type FitMemory, type TierTarget } from '../core/index.ts';
import { type JsonObject, type Simulator, startSimulator, strictCheck, type Usage } from '../simulator/index.ts';
import { fittedTo, type Part, type Sent, sentTo, shapeOf } from './fit-contract.fixture.ts';

/** One turn of a conversation: who should answer it, and what the client does. */
export interface TurnPlan {
  /** To the other tier, where the request fits it; else as asked. */
  readonly away: boolean;
  /** The client forces a tool. */
  readonly forced: boolean;
  /** What the client says beside the last tool's result. */
  readonly interjects: boolean;
  /** The reply ends the loop; the next turn is a new question. */
  readonly ends: boolean;
  /** The effort that the client asks for, if any. */
  readonly effort: string | undefined;
}

/** A conversation to be played. */
export interface ConversationPlan {
  readonly from: string;
  readonly target: TierTarget;
  readonly version: string;
  /** How the client asks for thinking, from one question to the next; the last holds on. */
  readonly thinkings: readonly [Part, ...Part[]];
  readonly systemMessage: boolean;
  readonly systemCharacters: number;
  readonly resultCharacters: number;
  readonly turns: readonly TurnPlan[];
}

/** What became of one turn. */
export interface PlayedTurn {
  readonly tier: 'asked' | 'other';
  /** Why the other tier could not answer, where it should have. */
  readonly misfit?: string;
  /** The words of a refusal; the conversation ends with it. */
  readonly refusal?: string;
  /** Tokens that this tier's last turn under the same settings of the client's left in the cache, where its model still sees them. */
  readonly leftTokens: number;
  readonly readTokens: number;
  /** The gateway, where there is one, answered from another tier than core's fit says. */
  readonly misrouted: boolean;
}

/** A strict simulator whose models think and call a tool, or end the loop where the last message says so. */
export function startTalk(): Promise<Simulator> {
  return startSimulator({
    timeScale: 0,
    check: strictCheck(),
    answerers: [
      ({ messages }) => {
        const thinking = { type: 'thinking', thinking: `Step ${messages.length}: I look again.` } as const;
        const last = JSON.stringify(messages.findLast(({ role }) => role === 'user')?.value);
        if (last.includes(ending))
          return { content: [thinking, { type: 'text', text: 'So it is.' }], stopReason: 'end_turn' };
        const call = { type: 'tool_use', id: `toolu_${messages.length}`, name: 'look', input: {} } as const;
        return { content: [thinking, { type: 'text', text: 'I look.' }, call], stopReason: 'tool_use' };
      },
    ],
  });
}

const ending = 'Answer at once.';
const tools = [{ name: 'look', input_schema: { type: 'object' } }];

interface Said {
  readonly role: string;
  readonly content: readonly JsonObject[];
}

interface Reply {
  readonly content: readonly JsonObject[];
  readonly usage: Usage;
  readonly error?: { readonly message: string };
  /** As the gateway says; null where there is none. */
  readonly servedTier: string | null;
}

/**
 * Plays a conversation to its end, or to its first refusal. `name` keeps its cache apart from all others'. The requests go
 * to `url`: to the simulator, fitted here; or to a gateway whose execution tier is the plan's, with a pin on each turn.
 */
export async function playTalk(
  to: { readonly url: string; readonly isGateway: boolean },
  plan: ConversationPlan,
  name: string,
): Promise<readonly PlayedTurn[]> {
  const talk = new Talk(to, plan, name);
  for (const turn of plan.turns) if (!(await talk.turn(turn))) break;
  return talk.played;
}

/** What a tier left in the cache, and after how many questions. */
interface Left {
  readonly tokens: number;
  readonly questions: number;
}

class Talk {
  readonly played: PlayedTurn[] = [];
  readonly #to: Parameters<typeof playTalk>[0];
  readonly #plan: ConversationPlan;
  readonly #name: string;
  readonly #messages: Said[] = [];
  readonly #left = new Map<string, Left>();
  #pendingCall: string | undefined;
  #questions = 0;
  #memory: FitMemory | undefined;
  #contextTokens: number | undefined;

  constructor(to: Parameters<typeof playTalk>[0], plan: ConversationPlan, name: string) {
    this.#to = to;
    this.#plan = plan;
    this.#name = name;
  }

  /** Plays one turn; false when it was refused. */
  async turn(turn: TurnPlan): Promise<boolean> {
    this.#say(turn);
    const { target, from } = this.#plan;
    const sent = this.#request(turn);
    const { fit, withEdits } = fittedTo(sent, target, this.#memory, this.#contextTokens);
    const goes = turn.away && fit.fits;
    const fitted = goes && !this.#to.isGateway ? withEdits(fit.edits) : sent;
    const pin = { 'x-turnwise-tier': turn.away ? 'execution' : 'reasoning' };
    const reply = await post(this.#to.url, { ...fitted, headers: { ...fitted.headers, ...pin } });
    const tier = goes ? 'other' : 'asked';
    const model = goes ? target.model : from;
    const key = this.#cacheKey(turn, goes ? (this.#memory ?? (fit.fits ? fit.memory : undefined)) : undefined);
    const played = {
      misrouted: reply.servedTier !== null && (reply.servedTier === 'execution') !== goes,
      tier,
      leftTokens: this.#leftFor(key, model),
      ...(turn.away && !fit.fits ? { misfit: fit.what } : {}),
    } as const;
    if (reply.error !== undefined) {
      this.played.push({ ...played, refusal: reply.error.message, readTokens: 0 });
      return false;
    }
    if (goes) this.#memory ??= fit.memory;
    this.#hear(reply, model, key);
    this.played.push({ ...played, readTokens: reply.usage.cache_read_input_tokens });
    return true;
  }

  /** The client's settings that key a tier's cache: on the other tier only those that its fit passes on as asked. */
  #cacheKey({ forced, effort }: TurnPlan, memory: FitMemory | undefined): string {
    const asked = { thinking: this.#thinking().what, effort };
    const { thinking, effort: level } = memory ?? { thinking: 'asked', effort: 'asked' };
    return JSON.stringify([
      memory !== undefined,
      forced,
      thinking === 'asked' ? asked.thinking : 'kept',
      level === 'asked' ? asked.effort : 'kept',
    ]);
  }

  #thinking(): Part {
    const { thinkings } = this.#plan;
    return thinkings[Math.min(this.#questions, thinkings.length) - 1] ?? thinkings[0];
  }

  /** A user's message takes old thinking out of some models' prompts: there the model breaks the cache, not the fit. */
  #leftFor(key: string, model: string): number {
    const left = this.#left.get(key);
    if (left === undefined) return 0;
    return left.questions === this.#questions || capabilitiesOf(model)?.keepsOldThinking === true ? left.tokens : 0;
  }

  #say({ interjects, ends }: TurnPlan): void {
    const words = [interjects ? 'Look closely.' : '', ends ? ending : ''].filter((text) => text !== '').join(' ');
    const text = (said: string): JsonObject => ({ type: 'text', text: said });
    if (this.#pendingCall === undefined) {
      this.#questions += 1;
      this.#messages.push({ role: 'user', content: [text(`Is it, in ${this.#name}? ${words}`)] });
      if (this.#questions === 1 && this.#plan.systemMessage)
        this.#messages.push({ role: 'system', content: [text('Be brief.')] });
      return;
    }
    const content = 'fine '.repeat(this.#plan.resultCharacters / 5);
    const result: JsonObject = { type: 'tool_result', tool_use_id: this.#pendingCall, content };
    this.#messages.push({ role: 'user', content: words === '' ? [result] : [result, text(words)] });
  }

  #request({ forced, effort }: TurnPlan): Sent {
    const { from, version, systemCharacters } = this.#plan;
    const system = [{ type: 'text', text: `${this.#name} ${'It is as it is. '.repeat(systemCharacters / 16)}` }];
    const body = { tools, system, messages: withBreakpoints(this.#messages) };
    const settings = {
      ...(forced ? { tool_choice: { type: 'any' } } : {}),
      ...(effort === undefined ? {} : { output_config: { effort } }),
    };
    const parts = [this.#thinking(), { what: 'settings', body: settings }, { what: 'a conversation', body }];
    return sentTo(from, shapeOf(version, parts));
  }

  #hear({ content, usage }: Reply, model: string, key: string): void {
    this.#messages.push({ role: 'assistant', content });
    const id = content.find((block) => block.type === 'tool_use')?.id;
    this.#pendingCall = typeof id === 'string' ? id : undefined;
    const cachedTokens = usage.cache_read_input_tokens + usage.cache_creation_input_tokens;
    this.#left.set(key, { tokens: cachedTokens, questions: this.#questions });
    const [measuredBy, asked] = [model, this.#plan.from].map((id) => capabilitiesOf(id)?.tokenizer ?? 'current');
    this.#contextTokens = convertTokens(cachedTokens + usage.input_tokens, measuredBy ?? 'current', asked ?? 'current');
  }
}

/** As far apart as the cache looks back, so that whoever was away for a while still finds what it wrote. */
const blocksBetween = 18;

/** A breakpoint on the last block, and two more on the way back. */
function withBreakpoints(messages: readonly Said[]): readonly Said[] {
  let since = blocksBetween;
  let given = 0;
  const marked = messages.toReversed().map((message) => {
    const last = message.content.at(-1);
    const isMarked = message.role === 'user' && since >= blocksBetween && given < 3;
    since = message.content.length + (isMarked ? 0 : since);
    if (!isMarked || last === undefined) return message;
    given += 1;
    return {
      ...message,
      content: [...message.content.slice(0, -1), { ...last, cache_control: { type: 'ephemeral' } }],
    };
  });
  return marked.toReversed();
}

async function post(url: string, { body, headers }: Sent): Promise<Reply> {
  const response = await fetch(`${url}/v1/messages`, { method: 'POST', headers, body });
  return { ...JSON.parse(await response.text()), servedTier: response.headers.get('x-turnwise-tier') };
}
