import v8 from 'node:v8';

/** By how much of what lives the heap may grow until it is collected as a whole; V8 by itself allows up to 300 %. */
const growthPercent = 60;

/** Versions of V8 that can count bodies in the limit of all memory, and do not do so by themselves. */
const countsBodiesWhenTold = /^(?:13\.[6-9]|13\.1\d|14\.[0-7])\./;

/**
 * Keeps V8 from letting garbage lie about in a gateway, whose objects and bodies die with their request. (All of it is read
 * whenever V8 decides, so it can be set while the process runs. What can only be set when it begins is in `bin/turnwise.js`.)
 *
 * - The heap is collected as a whole when it has grown by 60 % since the last time; and bodies count in that limit, instead of
 *   pressing the heap into a full collection by themselves, 30 MB after 30 MB.
 * - New objects stay among the new until they die. V8 takes kinds of objects that it has seen survive for long-lived ones and
 *   puts them among the old from the start (pretenuring). Here those are the objects of the few requests that were under way
 *   at a collection: all objects of later requests then hang on dead old ones, are copied twice and wait for a full
 *   collection. Without it a turn of 2 KB left 7 KB instead of 15 for a full one, and turns of 60 KB took a sixth less CPU of
 *   all threads (side by side on a busy machine).
 */
export function boundHeap(): void {
  v8.setFlagsFromString('--no-allocation-site-pretenuring');
  v8.setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  if (countsBodiesWhenTold.test(process.versions.v8))
    v8.setFlagsFromString('--external-memory-accounted-in-global-limit');
}
