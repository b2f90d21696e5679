import v8 from 'node:v8';

/** By how much of what lives the heap may grow until it is collected as a whole; V8 by itself allows up to 300 %. */
const growthPercent = 60;

/** Versions of V8 that can count bodies in the limit of all memory, and do not do so by themselves. */
const countsBodiesWhenTold = /^(?:13\.[6-9]|13\.1\d|14\.[0-7])\./;

/**
 * Keeps V8 from letting garbage lie about in a gateway, whose objects and bodies die with their request. The heap is collected
 * as a whole when it has grown by 60 % since the last time; and bodies count in that limit, instead of pressing the heap into a
 * full collection by themselves, 30 MB after 30 MB. (Both are read whenever V8 decides, so they can be set while the process
 * runs. What can only be set when it begins is set in `bin/turnwise.js`.)
 */
export function boundHeap(): void {
  v8.setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  if (countsBodiesWhenTold.test(process.versions.v8))
    v8.setFlagsFromString('--external-memory-accounted-in-global-limit');
}
