/**
 * Edits applied to the bytes of a request. Members are taken as they stand; only the values that an edit names are written
 * anew, so white space, key order, number forms and escapes elsewhere are the client's. Where a key stands twice, every
 * occurrence is edited: parsers differ on which one counts.
 */
import type { Edit, Json } from '../core/index.ts';
import type { CacheTtl } from './cache-marks.ts';
import { retimed, retimedControl } from './edit-ttl.ts';
import { comma, openBrace, skipSpace } from './json-bytes.ts';
import { type Member, membersOf } from './json-spans.ts';
import type { RequestLayout } from './walk.ts';

/** The headers that the edits set, by lower-case name; the body knows nothing of them. */
export function headerEditsOf(edits: readonly Edit[]): Readonly<Record<string, string>> {
  const headers = edits.filter((edit) => edit.kind === 'header');
  return Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]));
}

/** The body with the edits applied in order; the same buffer when they change nothing. Bytes not named by an edit are kept. */
export function applyEdits(body: Buffer, layout: RequestLayout, edits: readonly Edit[]): Buffer {
  let slots = slotsOf(layout.members);
  for (const edit of edits) {
    if (edit.kind === 'cache_ttl') slots = applyTtl(slots, { body, layout, ttl: edit.ttl });
    else if (edit.kind !== 'header')
      slots = applyEdit({ bytes: body, slots }, edit.path, edit.kind === 'set' ? edit.value : undefined);
  }
  return splice({ bytes: body, open: layout.open, members: layout.members }, slots);
}

/** A member as it will be. `member` is absent on one that the edits add; `removed` keeps its place in the original. */
interface Slot {
  readonly key: string;
  readonly member: Member | undefined;
  /** Written anew; `undefined`: as it stands. */
  readonly value: Buffer | undefined;
  readonly removed: boolean;
}

/** An object's text and its members as they will be. */
interface SlotText {
  readonly bytes: Buffer;
  readonly slots: readonly Slot[];
}

function slotsOf(members: readonly Member[]): readonly Slot[] {
  return members.map((member) => ({ key: member.key, member, value: undefined, removed: false }));
}

/** Every breakpoint with another lifetime, the automatic one that an edit has set among them. */
function applyTtl(
  slots: readonly Slot[],
  { body, layout, ttl }: { readonly body: Buffer; readonly layout: RequestLayout; readonly ttl: CacheTtl },
): readonly Slot[] {
  return slots.map((slot) => {
    const { key, member, value: written } = slot;
    if (slot.removed) return slot;
    const value =
      written === undefined
        ? member && retimed(body, member, { layout, ttl })
        : retimedControl({ key, value: written }, ttl);
    return value === undefined ? slot : changedSlot(slot, value);
  });
}

/**
 * `value` absent: remove; a later set adds the key anew, at the front. When the last occurrence of a key goes (the one most
 * parsers keep), the earlier ones go too, lest one of them come to count.
 */
function applyEdit({ bytes, slots }: SlotText, path: readonly string[], value: Json | undefined): readonly Slot[] {
  const [key = '', ...below] = path;
  const stands = (slot: Slot) => slot.key === key && !slot.removed;
  const last = slots.findLastIndex(stands);
  if (last === -1) return value === undefined ? slots : [addedSlot(key, nest(below, value)), ...slots];
  const edited = slots.map((slot) => (stands(slot) ? editSlot({ slot, bytes }, below, value) : slot));
  if (!edited[last]?.removed) return edited;
  return edited.map((slot) => (stands(slot) ? { ...slot, removed: true } : slot));
}

function editSlot(
  { slot, bytes }: { readonly slot: Slot; readonly bytes: Buffer },
  below: readonly string[],
  value: Json | undefined,
): Slot {
  if (below.length === 0) return value === undefined ? { ...slot, removed: true } : changedSlot(slot, toBytes(value));
  const text = slot.value ?? bytes.subarray(slot.member?.start, slot.member?.end);
  const open = skipSpace(text, 0);
  if (text[open] !== openBrace) return value === undefined ? slot : changedSlot(slot, toBytes(nest(below, value)));
  const members = membersOf(text, { start: open, end: text.length });
  const slots = applyEdit({ bytes: text, slots: slotsOf(members) }, below, value);
  const edited = splice({ bytes: text, open, members }, slots);
  if (edited === text) return slot;
  return slots.every((inner) => inner.removed) ? { ...slot, removed: true } : changedSlot(slot, edited);
}

function changedSlot({ key, member, removed }: Slot, value: Buffer): Slot {
  return { key, member, value, removed };
}

function addedSlot(key: string, value: Json): Slot {
  return { key, member: undefined, value: toBytes(value), removed: false };
}

function nest(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((inner, key) => Object.fromEntries([[key, inner]]), value);
}

function toBytes(value: Json): Buffer {
  return Buffer.from(JSON.stringify(value));
}

interface ObjectText {
  readonly bytes: Buffer;
  readonly open: number;
  readonly members: readonly Member[];
}

/**
 * The object's text with its members as the slots say; the same buffer when no slot differs. With a removed member goes the
 * comma before it where a member before it stays, else everything up to and with the comma after it.
 */
function splice(object: ObjectText, slots: readonly Slot[]): Buffer {
  const { bytes, open } = object;
  if (!slots.some((slot) => slot.value !== undefined || slot.removed)) return bytes;
  const pieces: Buffer[] = [bytes.subarray(0, open + 1), ...insertionOf(slots)];
  let from = open + 1;
  let keptBefore = false;
  object.members.forEach((member, index) => {
    const slot = slots.find((candidate) => candidate.member === member);
    if (slot?.removed) {
      if (keptBefore) pieces.push(bytes.subarray(from, object.members[index - 1]?.end));
      const isLast = index === object.members.length - 1;
      from = keptBefore || isLast ? member.end : bytes.indexOf(comma, member.end) + 1;
      return;
    }
    keptBefore = true;
    if (slot?.value === undefined) return;
    pieces.push(bytes.subarray(from, member.start), slot.value);
    from = member.end;
  });
  pieces.push(bytes.subarray(from));
  return Buffer.concat(pieces);
}

/** The added members, as they go in after the opening brace. */
function insertionOf(slots: readonly Slot[]): readonly Buffer[] {
  const stays = slots.some((slot) => slot.member !== undefined && !slot.removed);
  const added = slots.filter((slot) => slot.member === undefined && !slot.removed);
  const text = added.map((slot) => `${JSON.stringify(slot.key)}:${slot.value}`).join(',');
  if (text === '') return [];
  return [Buffer.from(stays ? `${text},` : text)];
}
