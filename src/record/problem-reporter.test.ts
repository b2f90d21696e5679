import { expect, it } from 'vitest';
import { ProblemReporter } from './problem-reporter.ts';

const busy = { code: 'SQLITE_BUSY', message: 'database is locked' };
const full = { code: 'SQLITE_FULL', message: 'disk full' };

it('tells the first failure of a code at once, and the same code again after a minute', () => {
  const { reporter, told, clock } = reporterAt(0);
  reporter.failed(busy);
  reporter.failed(full);
  clock.nowMs = 59_999;
  reporter.failed(busy);
  expect(told).toEqual(['SQLITE_BUSY', 'SQLITE_FULL']);
  clock.nowMs = 60_000;
  reporter.failed(busy);
  expect(told).toEqual(['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_BUSY']);
});

it('says once that it works again, and stays quiet when a store comes and goes', () => {
  const { reporter, told } = reporterAt(0);
  for (let round = 0; round < 5; round += 1) {
    reporter.failed(busy);
    reporter.recovered();
  }
  expect(told).toEqual(['SQLITE_BUSY', 'recovered']);
});

it('says nothing of a recovery when nothing was said of a failure', () => {
  const { reporter, told } = reporterAt(0);
  reporter.recovered();
  expect(told).toEqual([]);
});

it('keeps the latest failure and when it was, told or not', () => {
  const { reporter, clock } = reporterAt(0);
  reporter.failed(busy);
  clock.nowMs = 5;
  reporter.failed({ ...busy, message: 'still locked' });
  expect(reporter.lastError).toEqual({ code: 'SQLITE_BUSY', message: 'still locked', atMs: 5 });
});

it('survives a listener that throws, and keeps its error', () => {
  const reporter = new ProblemReporter(
    () => {
      throw new TypeError('no log');
    },
    () => 7,
  );
  reporter.failed(busy);
  expect(reporter.lastError).toEqual({ code: 'TypeError', message: 'no log', atMs: 7 });
});

function reporterAt(nowMs: number) {
  const clock = { nowMs };
  const told: string[] = [];
  const reporter = new ProblemReporter(
    (failure) => told.push(failure.code),
    () => clock.nowMs,
  );
  return { reporter, told, clock };
}
