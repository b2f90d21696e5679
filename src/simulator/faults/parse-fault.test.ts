import { describe, expect, it } from 'vitest';
import { faultNames } from './kinds.ts';
import { parseFault } from './parse-fault.ts';

function problemOf(text: string): string {
  const parsed = parseFault(text);
  return 'error' in parsed ? parsed.error.message : 'no problem';
}

describe('the text of a fault', () => {
  it.each([
    ['foo', 'there is no "foo"; there are 400, '],
    ['', 'there is no ""'],
    ['429; ', 'there is no ""'],
    ['gzip=3', '"gzip" takes no value'],
    ['cut-at', '"cut-at" needs a whole number, as in "cut-at=3"'],
    ['cut-at=-1', '"cut-at" needs a whole number'],
    ['cut-at=1.5', '"cut-at" needs a whole number'],
    ['retry-after', '"retry-after" needs a value'],
    ['wrong-content-length=odd', '"wrong-content-length" is one of short, long'],
    ['gzip; gzip', '"gzip" stands there twice'],
    ['429; garbage', 'only one of 429, garbage can answer'],
    ['times', '"times" needs a whole number'],
  ])('"%s" is told what is wrong with it', (text, problem) => {
    expect(problemOf(text)).toContain(`fault ${JSON.stringify(text)}: `);
    expect(problemOf(text)).toContain(problem);
  });

  it.each([
    '529',
    ' 429 ; retry-after = 2 ',
    'gzip;cut-at=0',
    'retry-after=Wed, 21 Oct 2026 07:28:00 GMT; 503',
    '500; times=2',
  ])('"%s" is one', (text) => {
    expect(problemOf(text)).toBe('no problem');
  });

  it('has a name for each fault, none twice', () => {
    expect(new Set(faultNames).size).toBe(faultNames.length);
  });
});
