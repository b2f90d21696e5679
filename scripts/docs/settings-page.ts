import { z } from 'zod';
import { settingsSchema } from '../../src/core/index.ts';
import { generatedFrom, markdownTable } from './table.ts';

/** The parts of a JSON Schema that the page shows. */
const schemaNode = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});

type SchemaNode = z.infer<typeof schemaNode>;

/** `docs/settings.md`. */
export function settingsPage(): string {
  const schema = schemaNode.parse(z.toJSONSchema(settingsSchema, { io: 'output', unrepresentable: 'any' }));
  const defaults: unknown = settingsSchema.parse({});
  return `# Settings

${generatedFrom('`src/core/policy/settings.ts`')}

One YAML (or JSON) file, \`turnwise.yaml\` or \`--config <file>\`. Everything has a default, so no file is needed. Mistakes are
refused at start, all at once, each with its path and a suggestion; on reload (SIGHUP) a file with mistakes keeps the old
settings. \`turnwise serve --print-config\` prints what is in force. Secrets are never settings: they come from the
environment (\`TURNWISE_UPSTREAM_KEY\`, \`TURNWISE_TOKENS\`).

${markdownTable(['setting', 'values', 'default', 'meaning'], rowsOf(schema, { path: '', defaults }))}

\`spotCheck\` and \`record.content: full\` are known but refused by this
version: it does not do them yet. What \`cacheTtl\` does is in [keeping.md](keeping.md). \`guard\` has no effect until the part it steers exists. What \`finalResponse\`,
\`escalation\` and \`hedge\` do is in [escalation.md](escalation.md). What \`objective\`, \`secondWorthUsd\`, \`margin\` and \`maxExtraCostPercent\` do
is in [choice.md](choice.md).
`;
}

function rowsOf(
  node: SchemaNode,
  at: { readonly path: string; readonly defaults: unknown },
): readonly (readonly string[])[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, raw]) => {
    const child = schemaNode.parse(raw);
    const path = at.path === '' ? key : `${at.path}.${key}`;
    const value = memberOf(at.defaults, key);
    if (child.properties !== undefined && typeof value === 'object') return rowsOf(child, { path, defaults: value });
    return [
      [
        `\`${path}\``,
        valuesOf(child),
        value === undefined ? '' : `\`${JSON.stringify(value)}\``,
        child.description ?? '',
      ],
    ];
  });
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function valuesOf(node: SchemaNode): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (node.anyOf !== undefined)
    return [...new Set(node.anyOf.map((one) => valuesOf(schemaNode.parse(one))))].join(' or ');
  if (node.properties !== undefined) return `{ ${Object.keys(node.properties).join(', ')} }`;
  if (node.type === 'array') return `list of ${valuesOf(schemaNode.parse(node.items ?? {}))}`;
  return node.type ?? 'any';
}
