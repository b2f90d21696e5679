import {
  type Account,
  emptyAccount,
  type FitMemory,
  type LoopStatistics,
  noStatistics,
  type RetriedTurn,
  type TurnPlace,
} from '../core/index.ts';
import { BoundedMap } from './bounded-map.ts';
import { type CacheHistory, noCaches } from './cache-history.ts';
import { asClientsAsk, type KnownLifetime } from './known-lifetime.ts';

/**
 * Which conversation a request belongs to. A conversation is a path in the tree of transcripts: each turn's *tip* is the
 * chain hash of everything it sent, and the next turn's chain runs through it. Ids only group paths: a client's session
 * id counts when the chain continues, else the request is a fork of what the session did before.
 *
 * Equal tips in flight at once are siblings; an equal tip after a failed or aborted attempt is a retry; an equal tip
 * after a whole reply asks for another reply, a fork.
 */
export interface Conversation {
  readonly id: string;
  /** Stable across restarts and gateways, unlike the id: what shares (control, variants) are drawn by. */
  readonly assignmentKey: string;
  readonly parentId?: string;
  readonly scope: string;
  tip: string;
  state: 'in_flight' | 'complete' | 'failed';
  /** Ids of the tool calls in the last reply: tells siblings with equal tips apart. */
  replyCallIds: readonly string[];
  /** The fit of each tier at its first use here. Most conversations share the empty one. */
  fits: Readonly<Record<string, FitMemory>>;
  /** The last prompt's real size, and the bytes it was sent as: what the next estimate starts from. */
  measured?: { readonly inputTokens: number; readonly model: string; readonly prefixBytes: number };
  /** What routing has cost here beside the baseline. */
  account: Account;
  /** What its breakpoints ask for, where we chose. */
  lifetime: KnownLifetime;
  /** One of its gaps was one that caches of five minutes lapse in and those of an hour do not. */
  hasLapsed: boolean;
  /** Turns that the reasoning tier keeps, since an escalation in this loop. */
  cooldownTurns: number;
  /** Its thinking was refused once as bound to another beginning. */
  dropsBlocks?: boolean;
  /** Who was asked last, and whether that failed: what a retry goes by. */
  lastAsked?: RetriedTurn;
  /** What its loop is like. */
  statistics: LoopStatistics;
  /** What its turns left in the models' caches. */
  caches: CacheHistory;
  /** The last turn whose usage is known. */
  lastTurn?: {
    readonly startedAtMs: number;
    readonly promptTokens: number;
    /** The model that counted them. */
    readonly model: string;
    readonly simple: boolean;
  };
}

/** A conversation as a record tells of it. */
export type KeptConversation = Pick<Conversation, 'id' | 'assignmentKey' | 'parentId' | 'scope'>;

/** What a request says of where it belongs. */
export interface PathClaim {
  /** Chain hash after each message, first to last; salted with the credential. */
  readonly hashes: readonly string[];
  /** The client's session and agent, salted and joined; '' when it names none. */
  readonly scope: string;
  /** Scope of the agent or session this one was started by. */
  readonly parentScope?: string;
  /** Ids of the tool calls that the tail answers. */
  readonly answeredCallIds: readonly string[];
}

/** Where a turn stands. */
export interface Placement {
  readonly conversation: Conversation;
  readonly place: TurnPlace;
  /** Of a fork or sibling: the conversation it leaves, and how many leading messages it has in common with it. */
  readonly leaves?: { readonly conversation: Conversation; readonly sharedMessages: number };
}

/** Places turns; remembers a bounded number of conversations and tips. */
export class Conversations {
  /** Nearly all tips have one conversation, which then stands there without a list around it. */
  readonly #tips: BoundedMap<string, Conversation | readonly Conversation[]>;
  readonly #latestOfScope: BoundedMap<string, Conversation>;
  readonly #byId: BoundedMap<string, Conversation>;
  readonly #createId: () => string;

  /** `capacity` bounds the tips remembered, one a turn; the oldest are forgotten first. */
  constructor(options: { readonly createId: () => string; readonly capacity?: number }) {
    const capacity = options.capacity ?? 50_000;
    this.#tips = new BoundedMap(capacity);
    this.#latestOfScope = new BoundedMap(capacity);
    this.#byId = new BoundedMap(capacity);
    this.#createId = options.createId;
  }

  /** Finds or opens the conversation of a request and marks it in flight. */
  begin(claim: PathClaim): Placement {
    const placement = this.#place(claim);
    const { conversation } = placement;
    conversation.state = 'in_flight';
    this.putAt(conversation, claim.hashes.at(-1) ?? '');
    return placement;
  }

  /** Tells how the turn that `begin` placed has ended. */
  end(
    conversation: Conversation,
    outcome: { readonly complete: boolean; readonly replyCallIds: readonly string[] },
  ): void {
    conversation.state = outcome.complete ? 'complete' : 'failed';
    conversation.replyCallIds = outcome.replyCallIds;
  }

  /** The conversation of an id, opened from what the record tells of it where it is not known (any more). */
  restore(kept: KeptConversation): Conversation {
    const known = this.#byId.get(kept.id);
    if (known !== undefined) return known;
    const opened = { ...freshConversation, ...kept };
    this.#byId.set(kept.id, opened);
    return opened;
  }

  /** The conversation of an id, where it is known. */
  find(id: string): Conversation | undefined {
    return this.#byId.get(id);
  }

  /** Puts a conversation at a tip, as `begin` does with the request's. */
  putAt(conversation: Conversation, tip: string): void {
    conversation.tip = tip;
    // Set anew at each turn, so that one that goes on is not the first to be forgotten.
    this.#byId.set(conversation.id, conversation);
    const known = this.#tips.get(tip);
    if (known === undefined) this.#tips.set(tip, conversation);
    else if (!listOf(known).includes(conversation)) this.#tips.set(tip, [...listOf(known).slice(-15), conversation]);
    if (conversation.scope !== '') this.#latestOfScope.set(conversation.scope, conversation);
  }

  #place(claim: PathClaim): Placement {
    const { hashes } = claim;
    const equal = this.#at(hashes.at(-1), claim).filter((conversation) => conversation.tip === hashes.at(-1));
    const failed = equal.find((conversation) => conversation.state === 'failed');
    if (failed !== undefined) return { conversation: failed, place: 'retry' };
    const first = equal[0];
    if (first !== undefined) {
      const place = equal.some((conversation) => conversation.state === 'in_flight') ? 'sibling' : 'fork';
      return forkOff(this.#open(claim, first), first, { place, sharedMessages: hashes.length });
    }
    for (let index = hashes.length - 2; index >= 0; index--) {
      const tip = hashes[index];
      const here = this.#at(tip, claim);
      const [parent] = here;
      if (parent === undefined) continue;
      const next = pickNext(
        here.filter((conversation) => conversation.tip === tip),
        claim.answeredCallIds,
      );
      if (next !== undefined) return { conversation: next, place: 'next' };
      return forkOff(this.#open(claim, parent), parent, { place: 'fork', sharedMessages: index + 1 });
    }
    const before = claim.scope === '' ? undefined : this.#latestOfScope.get(claim.scope);
    const parent = before ?? (claim.parentScope === undefined ? undefined : this.#latestOfScope.get(claim.parentScope));
    return { conversation: this.#open(claim, parent), place: before === undefined ? 'first' : 'fork' };
  }

  /** Conversations that went through a tip and may be this client's: two different ids are two different clients. */
  #at(tip: string | undefined, claim: PathClaim): readonly Conversation[] {
    const known = tip === undefined ? undefined : this.#tips.get(tip);
    return known === undefined ? noConversations : listOf(known).filter((one) => one.scope === claim.scope);
  }

  #open(claim: PathClaim, parent: Conversation | undefined): Conversation {
    return this.restore({
      id: this.#createId(),
      assignmentKey: claim.scope === '' ? (claim.hashes[0] ?? '') : claim.scope,
      ...(parent === undefined ? {} : { parentId: parent.id }),
      scope: claim.scope,
    });
  }
}

function forkOff(
  conversation: Conversation,
  parent: Conversation,
  { place, sharedMessages }: { place: 'fork' | 'sibling'; sharedMessages: number },
): Placement {
  return { conversation, place, leaves: { conversation: parent, sharedMessages } };
}

const freshConversation = {
  tip: '',
  state: 'in_flight',
  replyCallIds: [],
  cooldownTurns: 0,
  fits: {},
  account: emptyAccount,
  statistics: noStatistics,
  caches: noCaches,
  lifetime: asClientsAsk,
  hasLapsed: false,
} as const;

const noConversations: readonly Conversation[] = [];

function listOf(known: Conversation | readonly Conversation[]): readonly Conversation[] {
  return 'length' in known ? known : [known];
}

/** Among conversations at the same tip, the one whose reply this request answers; the newest, when the replies name no calls. */
function pickNext(candidates: readonly Conversation[], answered: readonly string[]): Conversation | undefined {
  const matching = candidates.find((one) => one.replyCallIds.some((id) => answered.includes(id)));
  return matching ?? candidates.findLast((one) => one.state === 'complete') ?? candidates.at(-1);
}
