import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit, EditPath, Json } from '../core/index.ts';
import { applyEdits, headerEditsOf } from './edit-body.ts';
import { jsonText, member, objectText, spacing } from './json-text.fixture.ts';
import { codingRequest } from './request.fixture.ts';
import { type RequestLayout, walkRequest } from './walk.ts';

const because = 'test';

function layoutOf(body: Buffer): RequestLayout {
  const layout = walkRequest(body);
  if (layout === undefined) throw new Error('the body under test is not a JSON object');
  return layout;
}

function edited(text: string, ...edits: Edit[]): string {
  const body = Buffer.from(text);
  return applyEdits(body, layoutOf(body), edits).toString();
}

const set = (path: EditPath, value: Json): Edit => ({ kind: 'set', path, value, because });
const remove = (path: EditPath): Edit => ({ kind: 'remove', path, because });

describe('applyEdits', () => {
  it.each([
    [
      'replaces a value and nothing else',
      '{ "model" : "a" ,"x":1E5}',
      [set(['model'], 'b')],
      '{ "model" : "b" ,"x":1E5}',
    ],
    ['puts a new key first', '{"a":1}', [set(['b'], 2)], '{"b":2,"a":1}'],
    ['puts a new key into an empty object', '{ }', [set(['b'], 2)], '{"b":2 }'],
    ['removes the first member with its comma', '{"a":1, "b":2}', [remove(['a'])], '{ "b":2}'],
    ['removes a middle member with one comma', '{"a":1, "b":2, "c":3}', [remove(['b'])], '{"a":1, "c":3}'],
    [
      'removes the last member and keeps the closing line',
      '{\n  "a": 1,\n  "b": 2\n}',
      [remove(['b'])],
      '{\n  "a": 1\n}',
    ],
    ['removes the only member', '{ "a":1 }', [remove(['a'])], '{ }'],
    ['removes neighbours', '{"a":1,"b":2,"c":3,"d":4}', [remove(['a']), remove(['b'])], '{"c":3,"d":4}'],
    ['removes neighbours at the end', '{"a":1,"b":2,"c":3}', [remove(['b']), remove(['c'])], '{"a":1}'],
    ['sets every occurrence of a key', '{"a":1,"b":2,"a":3}', [set(['a'], 0)], '{"a":0,"b":2,"a":0}'],
    ['removes every occurrence of a key', '{"a":1,"b":2,"a":3}', [remove(['a'])], '{"b":2}'],
    ['understands an escaped key', '{"mod\\u0065l":"a"}', [set(['model'], 'b')], '{"mod\\u0065l":"b"}'],
    ['edits one level below', '{"o":{"x" : 1,"e":"high"}}', [set(['o', 'e'], 'low')], '{"o":{"x" : 1,"e":"low"}}'],
    ['adds one level below', '{"o":{"x":1}}', [set(['o', 'e'], 'low')], '{"o":{"e":"low","x":1}}'],
    ['creates a missing parent', '{"a":1}', [set(['o', 'e'], 'low')], '{"o":{"e":"low"},"a":1}'],
    ['replaces a parent that is no object', '{"o":null}', [set(['o', 'e'], 'low')], '{"o":{"e":"low"}}'],
    ['removes a parent left empty', '{"a":1,"o":{"e":1}}', [remove(['o', 'e'])], '{"a":1}'],
    ['keeps a parent that was empty before', '{"o":{}}', [remove(['o', 'e'])], '{"o":{}}'],
    ['removes what it set itself', '{"a":1}', [set(['b'], 2), remove(['b'])], '{"a":1}'],
    ['sets again what it removed', '{"a":1,"b":2}', [remove(['b']), set(['b'], 3)], '{"b":3,"a":1}'],
    ['sets anew more than once', '{"b":2}', [remove(['b']), set(['b'], 3), set(['b'], 4)], '{"b":4}'],
    ['lets no earlier occurrence come to count', '{"o":{},"o":{"e":1}}', [remove(['o', 'e'])], '{}'],
    ['applies edits in order', '{"a":1}', [set(['a'], { x: 1 }), set(['a', 'y'], 2)], '{"a":{"y":2,"x":1}}'],
    ['replaces a whole body of members', '{"a":1}', [remove(['a']), set(['b'], 2)], '{"b":2}'],
  ])('%s', (_title, text, edits, expected) => {
    expect(edited(text, ...edits)).toBe(expected);
  });

  it('hands back the same buffer when nothing changes', () => {
    const body = Buffer.from('{"a":1,"o":{"x":1}}');
    const header: Edit = { kind: 'header', name: 'anthropic-beta', value: 'x', because };
    expect(applyEdits(body, layoutOf(body), [])).toBe(body);
    expect(applyEdits(body, layoutOf(body), [header, remove(['b']), remove(['o', 'y']), remove(['a', 'z'])])).toBe(
      body,
    );
  });

  it('fits a coding request to another model without touching its prompt', () => {
    const { model, thinking, ...kept } = codingRequest;
    const result = edited(
      JSON.stringify(codingRequest),
      set(['model'], 'claude-haiku-4-5'),
      remove(['thinking']),
      remove(['output_config', 'effort']),
      set(['max_tokens'], 8000),
    );
    const { output_config, ...left } = kept;
    expect(JSON.parse(result)).toEqual({ ...left, model: 'claude-haiku-4-5', max_tokens: 8000 });
    expect(result).toContain(`"messages":${JSON.stringify(codingRequest.messages)},"system":`);
    expect([model, thinking.type, output_config.effort]).toEqual(['claude-opus-5-5', 'adaptive', 'medium']);
  });

  it('keeps bytes that are not UTF-8', () => {
    const body = Buffer.from('{"x":"\xff\xfe","model":"a"}', 'latin1');
    const result = applyEdits(body, layoutOf(body), [set(['model'], 'b')]);
    expect(result.toString('latin1')).toBe('{"x":"\xff\xfe","model":"b"}');
  });

  it('leaves header edits to the headers', () => {
    const header: Edit = { kind: 'header', name: 'anthropic-beta', value: 'x', because };
    expect(headerEditsOf([set(['a'], 1), header])).toEqual({ 'anthropic-beta': 'x' });
  });
});

const keys = ['model', 'thinking', 'output_config', 'a', 'ü', '"q"', ''];
const value: fc.Arbitrary<Json> = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.constant(null),
  fc.record({ effort: fc.string() }),
);
const path = fc.oneof(
  fc.constantFrom(...keys).map((key) => [key] as const),
  fc.tuple(fc.constantFrom(...keys), fc.constantFrom('effort', 'type', 'ü')),
);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ path, value }).map((fields) => set(fields.path, fields.value)),
  path.map((chosen) => remove(chosen)),
);
const parent = objectText(fc.constantFrom('effort', 'type', 'format'), jsonText);
const body = fc
  .tuple(spacing, objectText(fc.constantFrom(...keys, 'messages', 'tools'), fc.oneof(jsonText, parent)), spacing)
  .map((pieces) => pieces.join(''));

describe('applyEdits on any JSON text', () => {
  it('reads as the object with the edits applied', () => {
    fc.assert(
      fc.property(body, fc.array(edit, { maxLength: 5 }), (text, edits) => {
        const result = edited(text, ...edits);
        expect(comparable(JSON.parse(result))).toEqual(comparable(expectedAfter(JSON.parse(text), edits)));
      }),
      { numRuns: 400 },
    );
  });

  it('keeps every byte outside the value it sets', () => {
    fc.assert(
      fc.property(
        spacing,
        fc.array(member(jsonText), { maxLength: 4 }),
        fc.array(member(jsonText), { maxLength: 4 }),
        (space, before, after) => {
          const [left, right] = [[...before, ''].join(','), ['', ...after].join(',')];
          const around = (inner: string) => `{${left}${space}"model"${space}:${space}${inner}${space}${right}}`;
          expect(edited(around('"old"'), set(['model'], 'new'))).toBe(around('"new"'));
        },
      ),
    );
  });
});

/** The reference: the same edits on the parsed object. Keys that stood twice are one here, as `JSON.parse` has it. */
function expectedAfter(start: Record<string, Json>, edits: readonly Edit[]): Json {
  const fields = new Map(Object.entries(start));
  for (const change of edits) {
    if (!('path' in change)) continue;
    const [key, below] = change.path;
    const old = fields.get(key);
    if (below === undefined) {
      if (change.kind === 'set') fields.set(key, change.value);
      else fields.delete(key);
      continue;
    }
    const inner = new Map(isObject(old) ? Object.entries(old) : []);
    if (change.kind === 'set') fields.set(key, Object.fromEntries(inner.set(below, change.value)));
    else if (inner.delete(below)) {
      if (inner.size === 0) fields.delete(key);
      else fields.set(key, Object.fromEntries(inner));
    }
  }
  return Object.fromEntries(fields);
}

function isObject(candidate: Json | undefined): candidate is { readonly [key: string]: Json } {
  return typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate);
}

/** Order-free and safe for `__proto__` and `-0`. */
function comparable(json: Json): string {
  if (Array.isArray(json)) return `[${json.map(comparable).join()}]`;
  if (!isObject(json)) return Object.is(json, -0) ? '-0' : JSON.stringify(json);
  const members = Object.entries(json).map(([key, inner]) => `${JSON.stringify(key)}:${comparable(inner)}`);
  return `{${members.sort().join()}}`;
}
