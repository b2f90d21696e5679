// The floors of the house (docs/architecture.md): imports only fall, neighbours do not know each other, a room is
// entered by its index.ts, no circles, types included.
const floors = {
  core: 1,
  wire: 2,
  attempt: 3,
  knowledge: 3,
  record: 3,
  observe: 3,
  simulator: 3,
  routing: 4,
  gateway: 5,
  agent: 5,
  adapters: 5,
  replay: 5,
  learn: 6,
  dashboard: 7,
  cli: 8,
};
/** Each adapter has a door of its own. */
const doors = { adapters: '[^/]+/' };
const rooms = Object.keys(floors);
const notBelow = (room) => rooms.filter((other) => other !== room && floors[other] >= floors[room]);

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    ...rooms
      .filter((room) => notBelow(room).length > 0)
      .map((room) => ({
        name: `${room}-imports-only-fall`,
        severity: 'error',
        from: { path: `^src/${room}/` },
        to: { path: `^src/(${notBelow(room).join('|')})/` },
      })),
    ...rooms.map((room) => ({
      name: `${room}-by-its-door`,
      severity: 'error',
      from: { path: '^(src|jobs|bench|conformance|examples|scripts)/', pathNot: `^src/${room}/` },
      to: { path: `^src/${room}/(?!${doors[room] ?? ''}index\\.ts$)` },
    })),
    {
      name: 'adapters-do-not-know-each-other',
      comment: 'Who uses one SDK does not install the others.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/([^/]+)/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-knows-two-libraries',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm'], pathNot: 'node_modules/(zod|fastest-levenshtein)/' },
    },
    {
      name: 'simulator-is-its-own',
      comment: 'Its tables are typed from the facts a second time, so that it can object to core.',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^src/(?!simulator/)' },
    },
    {
      name: 'no-unresolvable',
      comment: 'The frameworks that those examples show are not installed here; `npm run test:frameworks` does it.',
      severity: 'error',
      from: { pathNot: '^examples/frameworks/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
