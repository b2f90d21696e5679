/** The lifetime of a request's cache breakpoints, edited in their bytes: nothing but the `ttl` in each is written anew. */
import { type CacheControl, type CacheTtl, controlsIn, isCacheControl, ttlOf } from './cache-marks.ts';
import type { Span } from './json-bytes.ts';
import { type Member, membersOf, parseSpan } from './json-spans.ts';
import type { RequestLayout } from './walk.ts';

/** The value of a top-level member with this lifetime in every breakpoint; `undefined` where nothing changes. */
export function retimed(
  body: Buffer,
  member: Member,
  { layout, ttl }: { readonly layout: RequestLayout; readonly ttl: CacheTtl },
): Buffer | undefined {
  const pieces: Buffer[] = [];
  let from = member.start;
  for (const control of controlsOf(body, member, layout)) {
    for (const patch of patchesOf(body, control, ttl)) {
      pieces.push(body.subarray(from, patch.start), patch.bytes);
      from = patch.end;
    }
  }
  if (pieces.length === 0) return undefined;
  return Buffer.concat([...pieces, body.subarray(from, member.end)]);
}

/** The same of a top-level `cache_control` that an edit has set. */
export function retimedControl(
  { key, value }: { readonly key: string; readonly value: Buffer },
  ttl: CacheTtl,
): Buffer | undefined {
  const span = { start: 0, end: value.length };
  const asked = key === 'cache_control' ? ttlOf(parseSpan(value, span)) : undefined;
  if (asked === undefined) return undefined;
  const [patch] = patchesOf(value, { ...span, ttl: asked }, ttl);
  return patch && Buffer.concat([value.subarray(0, patch.start), patch.bytes, value.subarray(patch.end)]);
}

/** The breakpoints of a member in their order. Of `messages` those count that stand in the occurrence that was walked. */
function controlsOf(body: Buffer, member: Member, { messages, members }: RequestLayout): readonly CacheControl[] {
  switch (member.key) {
    case 'tools':
    case 'system':
      return controlsIn(body, member);
    case 'messages': {
      const isWalked = members.findLast(({ key }) => key === 'messages') === member;
      const marked = isWalked ? (messages ?? []).filter((message) => message.marked) : [];
      return marked.flatMap((message) => controlsIn(body, message.content));
    }
    case 'cache_control': {
      const ttl = isCacheControl(member) ? ttlOf(parseSpan(body, member)) : undefined;
      return ttl === undefined ? [] : [{ start: member.start, end: member.end, ttl }];
    }
    default:
      return [];
  }
}

interface Patch extends Span {
  readonly bytes: Buffer;
}

/** Every `ttl` of a breakpoint, or one more at its end where it has none. */
function patchesOf(body: Buffer, control: CacheControl, ttl: CacheTtl): readonly Patch[] {
  if (control.ttl === ttl) return [];
  const members = membersOf(body, control);
  const own = members.filter(({ key }) => key === 'ttl');
  if (own.length > 0) return own.map(({ start, end }) => ({ start, end, bytes: Buffer.from(`"${ttl}"`) }));
  const end = members.at(-1)?.end ?? control.start + 1;
  return [{ start: end, end, bytes: Buffer.from(`${members.length > 0 ? ',' : ''}"ttl":"${ttl}"`) }];
}
