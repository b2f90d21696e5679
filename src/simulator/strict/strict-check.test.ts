import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { models } from '../model-table.ts';
import { preservedThinkingOf } from '../prompt/preserved-thinking.ts';
import { post, started } from '../test-client.fixture.ts';
import { betaFields, knownFields } from './fields.ts';
import { modelRules } from './model-rules.ts';
import { refused } from './strict.fixture.ts';
import { refusalOf, strictCheck, strictRules } from './strict-check.ts';
import { toolTypes } from './tools.ts';

const question = [{ role: 'user', content: 'Is it?' }];

it('has one row for every model of the simulator, and reads only models that there are', () => {
  const ids = models.map((model) => model.id);
  expect([...modelRules.keys()].toSorted()).toEqual(ids.toSorted());
  for (const id of ids) expect(ids).toEqual(expect.arrayContaining([...preservedThinkingOf(id).reads]));
});

it('agrees with the simulator on which models think, take effort and have a fast mode', () => {
  for (const model of models) {
    const rules = modelRules.get(model.id);
    const canBeOff = rules?.thinkingTypes.includes('disabled') || rules?.thinkingTypes.includes('between_tools');
    expect([model.id, canBeOff]).toEqual([model.id, model.thinking !== 'always']);
    expect([model.id, rules?.efforts.includes(model.effort ?? '')]).toEqual([model.id, model.effort !== undefined]);
    expect([model.id, rules?.fastMode === 'offered']).toEqual([model.id, model.fastMode]);
  }
});

it('says of every rule where it comes from', () => {
  expect(strictRules.length).toBeGreaterThan(35);
  for (const { source } of strictRules) expect(source).not.toBe('');
});

const sdk = (path: string) =>
  readFileSync(new URL(`../../../node_modules/@anthropic-ai/sdk/resources/${path}`, import.meta.url), 'utf8');

/** The fields of an interface in the SDK's type definitions. */
function fieldsOf(types: string, name: string): readonly string[] {
  const body = new RegExp(`export interface ${name} \\{([^]*?)\\n\\}`).exec(types)?.[1] ?? '';
  return [...body.matchAll(/^ {4}(\w+)\??:/gm)].map((match) => match[1] ?? '');
}

it('knows the fields of the SDK’s type definitions', () => {
  const headers = ['betas', 'user_profile_id', 'workspace_id'];
  const sampling = ['temperature', 'top_k', 'top_p'];
  const general = fieldsOf(sdk('messages/messages.d.ts'), 'MessageCreateParamsBase');
  const beta = fieldsOf(sdk('beta/messages/messages.d.ts'), 'MessageCreateParamsBase');
  expect(
    general
      .filter((field) => !headers.includes(field))
      .concat(sampling)
      .toSorted(),
  ).toEqual(knownFields.toSorted());
  // `safeguards` is not in the SDK's types; the AI SDK sends it.
  const more = beta.filter((field) => !general.includes(field) && !headers.includes(field));
  expect([...more, 'safeguards'].toSorted()).toEqual(Object.keys(betaFields).toSorted());
});

it('knows the tool types of the SDK’s type definitions', () => {
  const types = sdk('beta/messages/messages.d.ts');
  const union = /export type BetaToolUnion = ([^;]*);/.exec(types)?.[1]?.split(' | ') ?? [];
  const named = union.flatMap((name) => {
    const tag = new RegExp(`export interface ${name} \\{[^]*?\\n {4}type\\??: ([^;]*);`).exec(types)?.[1] ?? '';
    return [...tag.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '');
  });
  expect(named.length).toBeGreaterThan(25);
  expect(toolTypes.toSorted()).toEqual([...new Set(named)].toSorted());
});

it('asks another row where it is given one', () => {
  const row = modelRules.get('claude-haiku-5-5');
  if (row === undefined) throw new Error('no row');
  const others = new Map([['claude-haiku-5-5', { ...row, efforts: [] }]]);
  const low = { output_config: { effort: 'low' } };
  expect(refused('claude-haiku-5-5', low)).toBeUndefined();
  expect(refused('claude-haiku-5-5', low, { modelRules: others })).toMatch(/effort parameter/);
  expect(refused('claude-opus-5-5', low, { modelRules: others })).toBeUndefined();
});

it('answers for a body that is no request as the simulator does', () => {
  const headers = { 'x-api-key': 'k' };
  expect(refusalOf({ body: '{', headers })?.message).toMatch(/valid JSON/);
  expect(refusalOf({ body: '{"model":"claude-9","max_tokens":1,"messages":[1]}', headers })?.type).toBe(
    'not_found_error',
  );
  const marked = (ttl: string) => ({ type: 'text', text: 'x', cache_control: { type: 'ephemeral', ttl } });
  const message = { role: 'user', content: [marked('5m'), marked('1h')] };
  const body = JSON.stringify({ model: 'claude-opus-5-5', max_tokens: 1, messages: [message] });
  expect(refusalOf({ body, headers })?.message).toMatch(/cache_control/);
});

it('is a step that a simulator takes, answered with a 400 and not billed', async () => {
  const simulator = await started({ check: strictCheck() });
  const ask = { model: 'claude-sonnet-5-5', max_tokens: 9, messages: question };
  const response = await post(simulator, { ...ask, temperature: 0 });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    type: 'error',
    error: { type: 'invalid_request_error', message: '`temperature` is deprecated for this model.' },
  });
  expect((await post(simulator, ask)).status).toBe(200);
  expect(simulator.billed).toHaveLength(1);
});

it('sees the whole of a thread that goes on', async () => {
  const call = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} };
  const simulator = await started({
    check: strictCheck(),
    answerers: [() => ({ content: [call], stopReason: 'tool_use' })],
  });
  const headers = { 'anthropic-beta': 'message-threads-2026-08-12' };
  const ask = { model: 'claude-sonnet-5', max_tokens: 900 };
  const first = await post(simulator, { ...ask, messages: question, thread: { type: 'create' } }, headers);
  const { id }: { readonly id: string } = JSON.parse(await first.text());
  const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'fine' };
  const next = { ...ask, messages: [{ role: 'user', content: [result] }] };
  const thread = { type: 'continue', previous_message_id: id };
  expect((await post(simulator, { ...next, thread }, headers)).status).toBe(200);
  expect((await post(simulator, next, headers)).status).toBe(400);
});
