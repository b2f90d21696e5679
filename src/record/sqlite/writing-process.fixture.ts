import { turnEvent } from '../event.fixture.ts';
import { openSqliteRecord } from './open.ts';

/**
 * A process that records turns: `node writing-process.fixture.ts <path> <what>`. It prints one JSON line of statistics
 * at each step, so that a test knows what it may expect to find after it killed the process.
 */
const [path = '', what = ''] = process.argv.slice(2);
const record = await openSqliteRecord({
  path,
  keepDays: Number.POSITIVE_INFINITY,
  batchSize: 20,
  flushMs: 5,
  busyTimeoutMs: 10_000,
});
let told = 0;

switch (what) {
  case 'some':
    tell(300);
    await record.close();
    print();
    break;
  case 'endless':
    setInterval(() => tell(30), 1);
    setInterval(print, 5);
    break;
  case 'until-refused':
    setInterval(() => {
      tell(30);
      print();
    }, 5);
    break;
  default:
    throw new Error(`unknown task ${what}`);
}

function tell(turns: number): void {
  for (let turn = 0; turn < turns; turn += 1) {
    record.sink.tell(turnEvent({ turnId: `${process.pid}-${told}`, startedAtMs: told }));
    told += 1;
  }
}

function print(): void {
  process.stdout.write(`${JSON.stringify(record.stats())}\n`);
}
