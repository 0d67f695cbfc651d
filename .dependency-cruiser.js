/** The floors of ARCHITECTURE.md: a room may import from lower floors only, and from its own folder. */
const floors = [
  ['core'],
  ['ports', 'views'],
  ['system', 'database'],
  [
    'config',
    'log',
    'queue',
    'model',
    'agent',
    'tools',
    'workspace',
    'sandbox',
    'verify',
    'certificate',
    'telemetry',
  ],
  ['engine'],
  ['wire'],
  ['runs'],
  ['library', 'terminal', 'web', 'fleet'],
  ['index'],
  ['demo'],
  ['cli'],
];

const path = (rooms) => `^src/(${rooms.join('|')})(/|\\.ts$)`;

/** The files that build what stands behind a port. */
const builders =
  '^src/(agent/agent-worker|log/file/file-(store|index)|log/database/database-(store|index)|queue/dbos-queue|telemetry/otlp-exporter|model/(responses|recorded)-model|sandbox/(bubblewrap|seatbelt|unsandboxed)|' +
  'verify/(run-verification|run-setup|baseline-store)|workspace/workspace)\\.ts$';

/** All that the command line takes from below `runs/`, `core/`, `views/` and `system/`, types among it. */
const allowedToCli = [
  // What the process was started with: a face reads it once and hands it on.
  'config/surroundings',
  'config/database-url',
  // `--json` prints the lines of the log as they are.
  'log/encode-line',
  // Who follows a run and who may stop it: the observer and the inbox are its own.
  'ports/(attendance|run-place)',
];

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-is-pure',
      comment: 'core/, views/ and what runs in the browser import nothing of node',
      severity: 'error',
      from: { path: '^src/(core|views|web/page)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    ...floors.slice(0, -1).map((rooms, floor) => ({
      name: `floor-${floor}-imports-downwards`,
      severity: 'error',
      from: { path: path(rooms) },
      to: { path: path(floors.slice(floor + 1).flat()) },
    })),
    ...floors
      .filter((rooms) => rooms.length > 1)
      .flatMap((rooms) =>
        rooms.map((room) => ({
          name: `${room}-imports-no-neighbour`,
          severity: 'error',
          from: { path: path([room]) },
          to: { path: path(rooms.filter((other) => other !== room && other !== 'ports')) },
        })),
      ),
    {
      name: 'adapters-are-built-in-wire',
      comment:
        "only wire.ts and wire/ call what builds an adapter; types and an adapter's own room aside; for cli/ see cli-works-by-runs",
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: ['^src/(cli|wire)/', '(\\.test|/testing)\\.ts$'] },
      to: { path: builders, pathNot: '^src/$1/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'cli-works-by-runs',
      comment: 'the command line has arguments, printing and exit codes; what it does is done in runs/',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/(cli|demo|terminal|web|fleet|runs|core|views|system)/',
          `^src/(${allowedToCli.join('|')})\\.ts$`,
        ],
      },
    },
    {
      name: 'demo-uses-the-library',
      comment: 'the demo is a program of the library, as anybody could write one',
      severity: 'error',
      from: { path: '^src/demo/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(demo/|index\\.ts$)' },
    },
    {
      name: 'page-is-pure',
      comment: 'what runs in the browser is made of the pure rooms and of what draws',
      severity: 'error',
      from: { path: '^src/web/page/' },
      to: { path: '^src/', pathNot: '^src/(core|views|web/page)/' },
    },
    {
      name: 'every-file-has-a-room',
      severity: 'error',
      from: { path: '^src/', pathNot: [path(floors.flat()), '^src/[^/]+\\.d\\.ts$'] },
      to: {},
    },
    {
      name: 'lines-are-made-by-the-journal',
      comment:
        'only the journal, which takes secrets out, makes lines of a log; only wire.ts opens one, by its store',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/log/', '^src/engine/journal\\.ts$', '\\.test\\.ts$'] },
      to: { path: '^src/log/seal-line\\.ts$' },
    },
    {
      name: 'logs-are-opened-by-their-store',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/log/', '^src/wire\\.ts$', '\\.test\\.ts$'] },
      to: { path: '^src/log/(file|database)/' },
    },
    {
      name: 'environment-is-read-in-config',
      comment: 'node:process may be imported where processes are handled, not in the pure rooms',
      severity: 'error',
      from: { path: '^src/(core|views|engine)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(node:)?process$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
