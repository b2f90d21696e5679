/**
 * Faults on request, as text: names from the table, some with a value, in any order, `;` between them.
 *
 *     529; retry-after=2; times=2
 *     gzip; cut-at=300
 *
 * `times=N` is no fault: it says that only the first N tries of one call of the official SDK meet it.
 */
import { invalidRequest, type Outcome } from '../errors.ts';
import { combined, type Fault } from './fault.ts';
import { type FaultKind, faultKinds } from './kinds.ts';

/** A fault, and how many tries of one call meet it: undefined means all. */
export interface FaultOrder {
  readonly fault: Fault;
  readonly times: number | undefined;
}

interface Part {
  readonly name: string;
  readonly value: string;
}

const timesKind: FaultKind = { name: 'times', takes: 'count', make: () => ({}) };
const knownKinds = [...faultKinds, timesKind];

/** Reads the text of a fault; the error says what is wrong with it and what could stand there. */
export function parseFault(text: string): Outcome<FaultOrder> {
  const parts = text.split(';').map(readPart);
  const problem = parts.map((part, index) => problemOf(part, parts.slice(0, index))).find((one) => one !== undefined);
  if (problem !== undefined) return { error: invalidRequest(`fault ${JSON.stringify(text)}: ${problem}`) };
  const asked = faultKinds.flatMap((kind) => {
    const part = parts.find(({ name }) => name === kind.name);
    return part === undefined ? [] : [{ name: kind.name, fault: kind.make(part.value) }];
  });
  const answering = asked.filter(({ fault }) => fault.instead !== undefined).map(({ name }) => name);
  if (answering.length > 1) {
    return { error: invalidRequest(`fault ${JSON.stringify(text)}: only one of ${answering.join(', ')} can answer`) };
  }
  const times = parts.find(({ name }) => name === timesKind.name)?.value;
  return {
    value: { fault: combined(asked.map(({ fault }) => fault)), times: times === undefined ? undefined : Number(times) },
  };
}

function readPart(text: string): Part {
  const [name = '', ...value] = text.split('=');
  return { name: name.trim(), value: value.join('=').trim() };
}

function problemOf({ name, value }: Part, before: readonly Part[]): string | undefined {
  const kind = knownKinds.find((one) => one.name === name);
  if (kind === undefined) return `there is no "${name}"; there are ${knownKinds.map((one) => one.name).join(', ')}`;
  if (before.some((one) => one.name === name)) return `"${name}" stands there twice`;
  const { takes } = kind;
  switch (takes) {
    case 'nothing':
      return value === '' ? undefined : `"${name}" takes no value`;
    case 'count':
      return /^\d+$/.test(value) ? undefined : `"${name}" needs a whole number, as in "${name}=3"`;
    case 'text':
      return value === '' ? `"${name}" needs a value, as in "${name}=3"` : undefined;
    default:
      return takes.includes(value) ? undefined : `"${name}" is one of ${takes.join(', ')}`;
  }
}
