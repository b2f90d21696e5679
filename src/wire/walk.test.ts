import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText, member, objectText, spacing, stringText } from './json-text.fixture.ts';
import { type RequestLayout, walkRequest } from './walk.ts';

function walk(text: string): { body: Buffer; layout: RequestLayout } {
  const body = Buffer.from(text);
  const layout = walkRequest(body);
  if (layout === undefined) throw new Error(`not walked: ${text}`);
  return { body, layout };
}

function read(body: Buffer, span: { start: number; end: number } | undefined): unknown {
  return span === undefined ? undefined : JSON.parse(body.toString('utf8', span.start, span.end));
}

function messageOf(text: string) {
  const [message] = walk(`{"messages":[${text}]}`).layout.messages ?? [];
  if (message === undefined) throw new Error('no message');
  return message;
}

describe('walkRequest', () => {
  it('finds every member where JSON.parse finds it', () => {
    const key = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('model', 'messages', 'a'));
    fc.assert(
      fc.property(spacing, objectText(key, jsonText), spacing, (before, text, after) => {
        const { body, layout } = walk(before + text + after);
        const values = new Map(layout.members.map((found) => [found.key, read(body, found)]));
        expect(Object.fromEntries(values)).toEqual(JSON.parse(text));
        for (const found of layout.members) {
          expect(read(body, { start: found.keyStart, end: found.keyEnd })).toBe(found.key);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('reads keys as they are meant, whatever their escapes', () => {
    const { layout } = walk(String.raw`{"a\\b":1,"\"q\"":2,"\u00fc":3,"\\":4,"":5,"ü":6}`);
    expect(layout.members.map((found) => found.key)).toEqual(['a\\b', '"q"', 'ü', '\\', '', 'ü']);
  });

  it('finds every message, its role and its content', () => {
    const message = fc.tuple(
      fc.constantFrom('user', 'assistant'),
      jsonText,
      fc.array(member(jsonText), { maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), spacing, (messages, space) => {
        const texts = messages.map(([role, content, more]) => {
          return `${space}{${[...more, `"role"${space}:"${role}"`, `${space}"content":${space}${content}`].join(',')}}`;
        });
        const { body, layout } = walk(`{"messages":${space}[${texts.join(',')}${space}]}`);
        const found = layout.messages?.map((span) => [span.role, read(body, span.content), read(body, span)]);
        expect(found).toEqual(texts.map((text) => [JSON.parse(text).role, JSON.parse(text).content, JSON.parse(text)]));
      }),
    );
  });

  it('refuses a body that was cut anywhere', () => {
    fc.assert(
      fc.property(objectText(fc.string(), fc.oneof(jsonText, stringText)), fc.nat(), (text, cut) => {
        const whole = Buffer.from(text);
        expect(walkRequest(whole.subarray(0, cut % whole.length))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['nothing', ''],
    ['an array', '[]'],
    ['a string', '"{}"'],
    ['a byte order mark', '\ufeff{}'],
    ['something after the object', '{} {}'],
    ['a missing comma', '{"a":1 "b":2}'],
    ['a trailing comma', '{"a":1,}'],
    ['a trailing comma in messages', '{"messages":[{"role":"user","content":""},]}'],
    ['a missing colon', '{"a" 1}'],
    ['a key without quotes', '{a:1}'],
    ['a missing value', '{"a":}'],
    ['brackets of different kinds', '{"a":[1}]}'],
    ['brackets that close in the wrong order', '{"a":[{]}}'],
    ['a closing bracket too many', '{"a":1}}'],
    ['an escape JSON does not know in a key', '{"\\x":1}'],
    ['a broken message', '{"messages":[{"role":"user" "content":""}]}'],
    ['nesting beyond 512', `{"a":${'['.repeat(600)}${']'.repeat(600)}}`],
  ])('refuses %s', (_what, text) => {
    expect(walkRequest(Buffer.from(text))).toBeUndefined();
  });

  it('walks nesting that deep clients have', () => {
    expect(walkRequest(Buffer.from(`{"a":${'['.repeat(500)}${']'.repeat(500)}}`))).toBeDefined();
  });

  it('keeps keys that stand twice, in order, and the messages of the last', () => {
    const { body, layout } = walk('{"model":"a","messages":[],"model":"b","messages":[{"role":"user","content":"x"}]}');
    const models = layout.members.filter((found) => found.key === 'model').map((found) => read(body, found));
    expect(models).toEqual(['a', 'b']);
    expect(layout.messages).toHaveLength(1);
  });

  it.each([
    ['missing', '{}'],
    ['no array', '{"messages":{"role":"user"}}'],
  ])('has no messages where they are %s', (_what, text) => {
    expect(walk(text).layout.messages).toBeUndefined();
  });

  it('gives an element that is no object a span and no role', () => {
    const { body, layout } = walk('{"messages":["a", {"role":7}, null]}');
    expect(layout.messages?.map((message) => [message.role, read(body, message)])).toEqual([
      [undefined, 'a'],
      [undefined, { role: 7 }],
      [undefined, null],
    ]);
  });
});

describe('what a walk notes of a message', () => {
  it('says nothing of the next one', () => {
    const marked = '{"role":"user","content":[{"type":"tool_use","cache_control":{}, "x":1}]}';
    const plain = '{"role":"user","content":[{"type":"text"}]}';
    const [, second] = walk(`{"messages":[${marked},${plain}]}`).layout.messages ?? [];
    expect(second).toMatchObject({ marked: false, toolUse: false, canonical: true });
  });

  it.each([
    [true, '{"role":"user","content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}]}'],
    [false, '{"role":"user","content":[{"type":"text","text":"a \\"cache_control\\" here"}]}'],
    [false, '{"role":"user","content":"cache_control"}'],
  ])('marked is %s for %s', (marked, text) => {
    expect(messageOf(text).marked).toBe(marked);
  });

  it.each([
    [true, '{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":{}}]}'],
    [false, '{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}'],
  ])('toolUse is %s for %s', (toolUse, text) => {
    expect(messageOf(text).toolUse).toBe(toolUse);
  });

  it.each([
    [1, '"text"'],
    [0, '[]'],
    [3, '[{"a":[{}]},{},{"b":{}}]'],
  ])('counts %i blocks in %s', (blocks, content) => {
    expect(messageOf(`{"role":"user","content":${content},"output_config":{"a":{}}}`).blocks).toBe(blocks);
  });

  it('points at the output_config of a message', () => {
    const { body, layout } = walk('{"messages":[{"role":"system","content":[],"output_config":{"effort":"low"}}]}');
    expect(read(body, layout.messages?.[0]?.outputConfig)).toEqual({ effort: 'low' });
  });
});
