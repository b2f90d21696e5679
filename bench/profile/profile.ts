import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
      children: z.array(z.number()).optional(),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

/** What V8's sampling profiler leaves of one thread. */
export type Profile = z.infer<typeof profileSchema>;

type Frame = Profile['nodes'][number]['callFrame'];

/** The serving thread's profile: of those that each thread left in a folder, the one with the most samples. */
export function largestProfile(folder: string): Profile {
  const profiles = readdirSync(folder).map((name) =>
    profileSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))),
  );
  const [largest] = profiles.toSorted((one, other) => other.samples.length - one.samples.length);
  if (largest === undefined) throw new Error('the gateway left no profile');
  return largest;
}

/**
 * Microseconds by owner over the profile's last part. Each sample counts for the nearest of its frames that has an owner;
 * what is idle counts for nobody.
 */
export function timeByOwner(
  { nodes, samples, timeDeltas }: Profile,
  lastMs: number,
  ownerOf: (frame: Frame) => string | undefined,
): ReadonlyMap<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const times = new Map<string, number>();
  let leftUs = lastMs * 1000;
  for (let index = samples.length - 1; index >= 0 && leftUs > 0; index--) {
    const deltaUs = timeDeltas[index] ?? 0;
    leftUs -= deltaUs;
    let owner: string | undefined;
    for (let id = samples[index]; id !== undefined && owner === undefined; id = parents.get(id)) {
      const frame = byId.get(id)?.callFrame;
      if (frame !== undefined) owner = frame.functionName === idle ? idle : ownerOf(frame);
    }
    const name = owner ?? 'the rest';
    times.set(name, (times.get(name) ?? 0) + deltaUs);
  }
  times.delete(idle);
  return times;
}

const idle = '(idle)';
const collector = 'garbage collector (serving thread)';
const ofNodesHttp = /^node:(_http|net|events|internal\/(streams|stream_base|timers|process|http))|^node:timers/;

/** A room of ours, a dependency, or a part of Node. */
export function roomOf({ functionName, url }: Frame): string | undefined {
  if (functionName === '(garbage collector)') return collector;
  if (functionName === 'writev' || functionName === 'writeBuffer') return 'system calls that send';
  const room = /\/dist\/(?<room>[^/]+)\//.exec(url)?.groups?.room;
  if (room !== undefined) return room;
  const dependency = /\/node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)\//.exec(url)?.groups?.name;
  if (dependency !== undefined) return dependency;
  if (url.startsWith('wasm:')) return 'undici';
  return ofNodesHttp.test(url) ? "Node's HTTP, streams, timers" : undefined;
}

/** A function of ours with what it calls outside our rooms; of the rest, the room alone. */
export function functionOf(frame: Frame): string | undefined {
  const file = /\/dist\/(?<file>.+)\.js$/.exec(frame.url)?.groups?.file;
  return file === undefined ? roomOf(frame) : `${file}:${frame.lineNumber + 1} ${frame.functionName || '(anonymous)'}`;
}
