import { describe, expect, test } from 'vitest';
import { byteFrames } from './call.ts';
import { retriedOnce } from './retried-once.ts';
import { head, noting, scriptedCall } from './scripted-call.fixture.ts';

function play() {
  const [first, second] = [scriptedCall(), scriptedCall()];
  const { told, handler } = noting();
  const send = retriedOnce(first.send, {
    frames: byteFrames,
    status: 400,
    cures: ({ body }) => body.includes('bound'),
    again: () => second.send,
  });
  return { first, second, told, call: send(handler) };
}

describe('a call that may be sent once more', () => {
  test('passes any other reply on as it comes', () => {
    const { first, second, told } = play();
    first.handler().onHead(head());
    first.handler().onChunk(Buffer.from('bound'));
    first.handler().onEnd();
    expect([told, second.isBegun()]).toEqual([['head 200', 'bound', 'end'], false]);
  });

  test('is sent again on the error that this cures, which nobody sees; not a third time', () => {
    const { first, second, told } = play();
    first.handler().onHead(head(400));
    first.handler().onChunk(Buffer.from('block is bo'));
    first.handler().onChunk(Buffer.from('und'));
    first.handler().onEnd();
    expect([told, second.isBegun()]).toEqual([[], true]);
    second.handler().onHead(head(400));
    second.handler().onChunk(Buffer.from('bound'));
    second.handler().onEnd();
    expect(told).toEqual(['head 400', 'bound', 'end']);
  });

  test('lets another error out unchanged, whole or broken', () => {
    const whole = play();
    whole.first.handler().onHead(head(400));
    whole.first.handler().onChunk(Buffer.from('other'));
    whole.first.handler().onEnd();
    expect(whole.told).toEqual(['head 400', 'other', 'end']);
    const broken = play();
    broken.first.handler().onHead(head(400));
    broken.first.handler().onChunk(Buffer.from('bound'));
    broken.first.handler().onFailure({ code: 'cut', message: '' });
    expect(broken.told).toEqual(['head 400', 'bound', 'failure cut']);
  });

  test('waits for no more than an error’s length', () => {
    const { first, told } = play();
    first.handler().onHead(head(400));
    first.handler().onChunk(Buffer.alloc(70_000, 'bound '));
    expect(told.length).toBe(2);
  });

  test('given up, it is not sent again', () => {
    const { first, second, call } = play();
    first.handler().onHead(head(400));
    first.handler().onChunk(Buffer.from('bound'));
    call.abort();
    first.handler().onEnd();
    expect([first.isAborted(), second.isBegun()]).toEqual([true, false]);
  });
});
