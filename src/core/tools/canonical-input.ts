/* No call of a tool comes near these; they keep shared and endless structures from taking endless time. */
const maxDepth = 200;
const maxNodes = 1_000_000;

/**
 * A tool input as one string, equal for inputs that mean the same JSON: keys sorted, no spaces, absent and undefined
 * fields alike. Total: a cycle, or what lies too deep, is written as a marker that no JSON contains.
 */
export function canonicalInput(input: unknown): string {
  return write(input, { ancestors: new Set(), nodes: 0 });
}

interface Walk {
  readonly ancestors: Set<object>;
  nodes: number;
}

function write(value: unknown, walk: Walk): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '<function>' : String(value);
  walk.nodes += 1;
  if (walk.ancestors.has(value)) return '<cycle>';
  if (walk.ancestors.size >= maxDepth || walk.nodes > maxNodes) return '<cut>';
  walk.ancestors.add(value);
  const text = Array.isArray(value) ? writeArray(value, walk) : writeFields(Object.entries(value), walk);
  walk.ancestors.delete(value);
  return text;
}

function writeArray(items: readonly unknown[], walk: Walk): string {
  return `[${Array.from(items, (item) => write(item, walk)).join(',')}]`;
}

function writeFields(fields: readonly (readonly [string, unknown])[], walk: Walk): string {
  const present = fields.filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${present.map(([key, value]) => `${JSON.stringify(key)}:${write(value, walk)}`).join(',')}}`;
}
