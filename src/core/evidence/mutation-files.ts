import { askingVariables } from '../runners/asking-variables.ts';
import { shellWord } from '../text/shell-word.ts';
import type { LineRange } from './line-range.ts';
import type { LaidFile } from './overlay.ts';

/** Folder below the top for the files of the mutation check. */
const place = 'proofloop-mutation';

/** A program that nothing loads: no test can notice what is altered in it. */
export const controlPath = `${place}/control.js`;

/** How the mutation check ends where there is no StrykerJS. */
export const withoutStrykerExitCode = 69;

/** Beyond twice the time of the unaltered tests, and this much more, an alteration has made them hang. */
const hangingMs = 10_000;
const hangingFactor = 2;

/** The command of the mutation check, in the folder of the verify commands. */
export const mutationCommand = (folder: string): string => `node ${wayUp(folder)}${place}/run.mjs`;

/** What a path below the top is called from the folder of the verify commands. */
export const fromFolder = (folder: string, path: string): string => `${wayUp(folder)}${path}`;

/** The files with which StrykerJS alters these lines and runs `commands`, in `folder`, against each alteration. */
export function mutationFiles(
  lines: readonly LineRange[],
  commands: readonly string[],
  folder: string,
  timeoutMs: number,
): LaidFile[] {
  return [
    { path: controlPath, text: 'const control = (a, b) => a + b;\nvoid control;\n' },
    { path: `${place}/options.json`, text: `${JSON.stringify(optionsFor(lines, timeoutMs), null, 2)}\n` },
    { path: `${place}/run.mjs`, text: runText },
    { path: `${place}/verify.sh`, text: verifyText(commands, folder) },
  ];
}

/**
 * Of StrykerJS. It works on the checkout itself, which is thrown away afterwards: paths stay what they were, also those
 * that lead out of the folder. It runs one suite at a time: two could take each other's ports and files, and each
 * failure that comes of it would pass for a test that has noticed something. Plugins and settings of the repository
 * have no say.
 */
function optionsFor(lines: readonly LineRange[], timeoutMs: number): object {
  const paths = [...new Set(lines.map(({ path }) => path)), controlPath].map(asGlob);
  return {
    mutate: [...lines.map(rangeOf), `./${asGlob(controlPath)}`],
    ignorePatterns: ['**', ...paths.map((path) => `!/${path}`)],
    inPlace: true,
    testRunner: 'command',
    concurrency: 1,
    coverageAnalysis: 'off',
    disableTypeChecks: true,
    checkers: [],
    ignorers: [],
    plugins: [],
    reporters: ['json'],
    incremental: false,
    allowConsoleColors: false,
    fileLogLevel: 'off',
    timeoutMS: hangingMs,
    timeoutFactor: hangingFactor,
    dryRunTimeoutMinutes: Math.ceil(timeoutMs / 60_000),
  };
}

/** Braces and question marks can't be told as themselves, and what stands for them can't be combined with lines. */
const untellable = /[{}?]/g;

/** The pattern that stands for one path. */
const asGlob = (path: string): string => path.replaceAll(untellable, '?').replaceAll(/[[\]*()]/g, '[$&]');

/** Lines of a file whose name can't be told are all of it. */
const rangeOf = ({ path, from, to }: LineRange): string =>
  `./${asGlob(path)}${path.search(untellable) === -1 ? `:${from}-${to}` : ''}`;

const wayUp = (folder: string): string => (folder === '' ? '' : '../'.repeat(folder.split('/').length));

/** Where reports are left, and what asks a runner for one. */
const reporting = ['PROOFLOOP_REPORTS', ...Object.keys(askingVariables({ reports: '', hooks: '' }))];

/** Starts the repository's own StrykerJS. What it starts is asked for no report, and not told where this one will be. */
const runText = `import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const fileName = join(process.env.PROOFLOOP_REPORTS, 'stryker', 'report.json');
for (const name of ${JSON.stringify(reporting)}) delete process.env[name];
const shell = existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
let core;
try {
  core = createRequire(join(process.cwd(), 'package.json')).resolve('@stryker-mutator/core');
} catch (error) {
  console.error('StrykerJS was not found: ' + error.message);
  process.exit(${withoutStrykerExitCode});
}
process.chdir(dirname(folder));
const { Stryker } = await import(pathToFileURL(core).href);
const stryker = new Stryker({
  configFile: join('${place}', 'options.json'),
  commandRunner: { command: shell + ' ${place}/verify.sh' },
  jsonReporter: { fileName },
});
await stryker.runMutationTest();
`;

/** Runs the commands as a verification does, up to the first that fails; of what they print only the end is told. */
function verifyText(commands: readonly string[], folder: string): string {
  const steps = commands.map(
    (command) => `(\ncd ${shellWord(folder === '' ? '.' : folder)} || exit\n${command}\n)`,
  );
  return `output=$PWD/${place}/output.txt
{
${steps.join(' && ')}
} </dev/null >"$output" 2>&1
code=$?
tail -c 2000 "$output"
exit "$code"
`;
}
