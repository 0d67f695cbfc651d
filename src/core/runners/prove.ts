import { inFolder } from './folders.ts';
import { namedAlone } from './named-alone.ts';
import type { ReportReading } from './report.ts';
import { canaryTitle, namedFile } from './script-canary.ts';
import type { Detect, MakeCanary, Seen, TestRunner } from './test-runner.ts';

/** Reads what one test file has printed in TAP, which Perl's harness has kept under the file's own path. */
async function readFile(text: string, { report, places, files }: Seen): Promise<ReportReading> {
  const { readTapStream } = await import('./tap-text.ts');
  const { results, isWhole } = readTapStream(text);
  // One that was given by its absolute path.
  const file = `/${report}`.startsWith(`${places.root}/`) ? `/${report}` : report;
  const named = results.map((result) => ({ ...result, file }));
  // It has ended before its plan, or could not be compiled.
  const broken = isWhole ? [] : [{ file, names: [], outcome: 'failed' as const }];
  return {
    folder: folderOf(file, { places, files }),
    results: [...named, ...broken],
    counts: null,
    problems: [],
  };
}

/** The harness doesn't say where it ran: where the command's folder has no such file, it is a folder in that. */
function folderOf(file: string, { places, files }: Pick<Seen, 'places' | 'files'>): string {
  const below = places.folder.slice(places.root.length + 1);
  const at = (folder: string) => inFolder(folder, file);
  if (file.startsWith('/') || files.has(at(below))) return places.folder;
  const inner = files
    .entries(below)
    .find(({ name, isFolder }) => isFolder && files.has(at(inFolder(below, name))));
  return inner === undefined ? places.folder : `${places.folder}/${inner.name}`;
}

/** Files that ran and left no report: of several runs of the same file only the last one's stays. */
function missingReport(lines: readonly string[], found: number): string | null {
  const counts = lines.map((line) => Number(/^Files=(\d{1,6}), Tests=\d+,/.exec(line)?.[1] ?? 0));
  const ran = counts.reduce((most, count) => Math.max(most, count), 0);
  return found === 0 || ran <= found ? null : `prove ran ${ran} test files and left ${found} reports`;
}

/**
 * At the end of the program, before Test::More looks at the plan, with the functions that the file itself has: one that
 * was made to do nothing passes.
 */
const canary: MakeCanary = (file, hash, place) => {
  const found = namedFile(file, place);
  if (found === null || !file.endsWith('.t')) return null;
  const title = canaryTitle(hash);
  const checks =
    "['ok', 0], ['is', 1, 2], ['isnt', 1, 1], ['is_deeply', [1], [2]], ['like', 'a', qr/b/], ['cmp_ok', 1, '==', 2]";
  const call = `my $run = main->can($name) || Test::More->can($name); $run->(@given, '${title} ' . $name)`;
  return {
    path: found.path,
    at: 'start',
    addition: `use Test::More (); END { for my $check (${checks}) { my ($name, @given) = @$check; ${call}; } }\n`,
  };
};

const detect: Detect = ({ folder, names, text }) => {
  const there = names(folder);
  const file = manifests.find((name) => there.includes(name)) ?? (there.includes('lib') ? 'lib' : undefined);
  const hasTests = names(inFolder(folder, 't')).some((name) => name.endsWith('.t'));
  if (file === undefined || !hasTests) return null;
  // What is written in C has to be built first.
  const isBuilt =
    there.some((name) => name.endsWith('.xs')) || /\.xs\b/.test(text(inFolder(folder, 'MANIFEST')) ?? '');
  if (isBuilt && file === 'Makefile.PL') return { command: 'perl Makefile.PL && make test', file };
  return { command: 'prove -lr t', file: file === 'lib' ? 't' : file };
};

const manifests = ['Makefile.PL', 'Build.PL', 'dist.ini', 'cpanfile', 'minil.toml'];

/** Perl's harness, behind `prove`, `make test` and `Build test`. */
export const prove = {
  name: 'prove',
  report: {
    kind: 'left',
    variables: ({ reports }) => ({ PERL_TEST_HARNESS_DUMP_TAP: `${reports}/prove` }),
    place: 'prove',
    file: /./,
    hasWay: true,
    read: readFile,
    missing: missingReport,
  },
  altered: namedFile,
  canary,
  start: { words: [['prove']], alone: namedAlone },
  files: {
    names: ['.proverc', '.perltidyrc', '.perlcriticrc'],
    // Perl's own modules for tests: one in `lib` would stand in front of them.
    paths: [
      /(^|\/)(lib|inc|local\/lib\/perl5)\/(Test\/(More|Simple|Builder|Harness|Tester|Most|Deep|Exception|Fatal|Warn\w*)|Test2|TAP|App\/Prove)(\.pm$|\/)/,
    ],
    tests: [/\.t$/],
    testPaths: [/^x?t\//, /(^|\/)x?t\/.*\.p[lm]$/],
  },
  words: ['prove'],
  detect,
} as const satisfies TestRunner;
