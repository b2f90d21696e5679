import { expect, it } from 'vitest';
import { createLog, type LogOptions } from './log.ts';

const atMs = new Date(2026, 10, 22, 21, 4, 11).getTime();

it('writes one JSON object a line, with level and time', () => {
  const { log, lines } = logTo({ now: () => 0 });
  log.warn({ code: 'SQLITE_BUSY' }, 'database is locked');
  expect(lines).toEqual([
    '{"level":"warn","time":"1970-01-01T00:00:00.000Z","code":"SQLITE_BUSY","msg":"database is locked"}',
  ]);
});

it('writes text for people on one line', () => {
  const { log, lines } = logTo({ format: 'text', now: () => atMs });
  log.warn({ code: 'SQLITE_BUSY' }, 'database is locked\nreally\u001b[2J');
  log.info('listening');
  expect(lines).toEqual([
    '21:04:11 warn database is locked?really?[2J {"code":"SQLITE_BUSY"}',
    '21:04:11 info listening',
  ]);
});

it('leaves out what is below its level', () => {
  const { log, lines } = logTo({ level: 'warn' });
  log.info('started');
  expect(lines).toEqual([]);
});

it.each(['json', 'text'] as const)('takes credentials out of fields, errors and messages, as %s', (format) => {
  const { log, lines } = logTo({ format });
  const error = Object.assign(new Error('401 for Bearer abc.DEF-secret1'), {
    request: { headers: { 'X-Api-Key': 'secret2', cookie: 'a="secret3"; b=secret4' } },
  });
  log.error({ err: error, options: { headers: ['authorization', 'Basic secret5'] } }, 'key sk-ant-secret6-xyz refused');
  const [line = ''] = lines;
  expect(line).not.toMatch(/secret\d/);
  expect(line).toContain('refused');
  expect(line).toContain('401 for Bearer [redacted]');
});

it('keeps credentials out of child loggers, too', () => {
  const { log, lines } = logTo({});
  log.child({ authorization: 'Bearer secret1' }).info('hello');
  expect(lines[0]).toContain('"authorization":"[redacted]"');
});

function logTo(options: LogOptions) {
  const lines: string[] = [];
  return { log: createLog({ ...options, write: (line) => lines.push(line) }), lines };
}
