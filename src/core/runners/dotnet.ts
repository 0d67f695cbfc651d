import { z } from 'zod';
import { shellWord } from '../text/shell-word.ts';
import { inFolder } from './folders.ts';
import { decodeEntities, parseXml } from './plain-xml.ts';
import { type ReportedOutcome, type ReportReading, unreadable } from './report.ts';
import { namedFile } from './script-canary.ts';
import type { CheckoutFiles, Detect, FolderFiles, Seen, TestRunner } from './test-runner.ts';

const result = z.object({
  '@testId': z.string(),
  '@testName': z.string(),
  '@outcome': z.string().default(''),
});
const method = z.object({ '@className': z.string().default(''), '@name': z.string().default('') });
const definition = z.object({ '@id': z.string(), TestMethod: z.array(method).default([]) });

const schema = z.object({
  TestRun: z.tuple([
    z.object({
      Results: z
        .array(z.union([z.object({ UnitTestResult: z.array(result).default([]) }), z.string()]))
        .default([]),
      TestDefinitions: z
        .array(z.union([z.object({ UnitTest: z.array(definition).default([]) }), z.string()]))
        .default([]),
    }),
  ]),
});

const outcomes: Record<string, ReportedOutcome> = {
  Passed: 'passed',
  NotExecuted: 'skipped',
  Inconclusive: 'skipped',
  Pending: 'skipped',
};

/** Reads the trx file that `dotnet test` leaves for one project; it names classes, whose files are looked for. */
export function readTrx(text: string, { places, files }: Pick<Seen, 'places' | 'files'>): ReportReading {
  const parsed = schema.safeParse(parseXml(text));
  if (!parsed.success) return unreadable('the report of dotnet is cut off or malformed');
  const [run] = parsed.data.TestRun;
  const definitions = new Map(
    run.TestDefinitions.flatMap((part) => (typeof part === 'string' ? [] : part.UnitTest)).map((test) => [
      test['@id'],
      test.TestMethod[0],
    ]),
  );
  const fileOf = sourceFinder(files);
  const results = run.Results.flatMap((part) => (typeof part === 'string' ? [] : part.UnitTestResult)).map(
    (one) => {
      const found = definitions.get(one['@testId']);
      const classes = decodeEntities(found?.['@className'] ?? '').split(',')[0] ?? '';
      const name = decodeEntities(one['@testName']);
      const own = name.startsWith(`${classes}.`) ? name.slice(classes.length + 1) : name;
      const file = fileOf(classes);
      // Of an unknown state nothing good is known.
      const outcome = outcomes[one['@outcome']] ?? 'failed';
      return { file, names: [...(classes === '' ? [] : [classes]), own], outcome };
    },
  );
  return { folder: places.root, results, counts: null, problems: [] };
}

const foldersLookedAt = 2000;

/** Finds the file that is named as a class is; '' where there is none, or several. */
function sourceFinder(files: CheckoutFiles): (name: string) => string {
  let known: Map<string, string> | null = null;
  return (name) => {
    known ??= sourcesIn(files);
    const simple = name.replace(/^.*[.+]/, '');
    return known.get(simple) ?? '';
  };
}

function sourcesIn(files: CheckoutFiles): Map<string, string> {
  const found = new Map<string, string>();
  const open = [''];
  for (let visited = 0; open.length > 0 && visited < foldersLookedAt; visited += 1) {
    const folder = open.shift() ?? '';
    for (const { name, isFolder } of files.entries(folder)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const [, simple] = /^(\w+)\.(cs|fs|vb)$/.exec(name) ?? [];
      if (isFolder && !/^(bin|obj|\..*|node_modules)$/.test(name)) open.push(path);
      else if (simple !== undefined) found.set(simple, found.has(simple) ? '' : path);
    }
  }
  return found;
}

const projectFile = /\.(cs|fs|vb)proj$/;

const detect: Detect = (files) => {
  const there = files.names(files.folder);
  const file = [/\.slnx?$/, projectFile]
    .map((ending) => there.find((name) => ending.test(name)))
    .find((name) => name !== undefined);
  if (file !== undefined) return { command: 'dotnet test', file };
  const [first, ...others] = testProjects(files);
  if (first === undefined) return null;
  const command = [first, ...others].map((path) => `dotnet test ${shellWord(path)}`).join(' && ');
  return { command, file: first };
};

/** Projects of tests below the usual folders, where nothing at the top names them. */
function testProjects({ folder, names }: FolderFiles): string[] {
  const namesIn = (place: string) => names(inFolder(folder, place));
  const below = ['', 'src', 'test', 'tests'].flatMap((place) =>
    namesIn(place)
      .filter((name) => /tests?$/i.test(name))
      .map((name) => inFolder(place, name)),
  );
  return [...new Set(below)].flatMap((place) => {
    const project = namesIn(place).find((name) => projectFile.test(name));
    return project === undefined ? [] : [inFolder(place, project)];
  });
}

export const dotnet = {
  name: 'dotnet',
  report: {
    kind: 'left',
    // What the environment says is a property of each build.
    variables: ({ reports }) => ({ VSTestLogger: 'trx', VSTestResultsDirectory: `${reports}/dotnet` }),
    place: 'dotnet',
    file: /\.trx$/,
    hasWay: true,
    read: (text, seen) => readTrx(text, seen),
  },
  altered: namedFile,
  start: { words: [['dotnet', 'test']] },
  files: { names: ['xunit.runner.json', '.runsettings', 'testconfig.json'] },
  words: ['dotnet'],
  detect,
} as const satisfies TestRunner;
