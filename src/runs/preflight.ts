import { existsSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import type { RunOptions } from '../core/options.ts';
import { doubtfulNpmCommand, firstProgram, scriptOf } from '../core/preflight/first-programs.ts';
import type { World } from '../engine/world.ts';
import type { CommandOutcome } from '../ports/sandbox.ts';
import type { SetupOutcome } from '../ports/verifier.ts';
import type { View } from '../ports/view.ts';
import { lastLines } from '../views/text/last-lines.ts';
import { otherPrograms } from './other-programs.ts';
import { UsageError } from './usage-error.ts';

/** How long a look at what is there may take. */
const lookMs = 60_000;

/** What was found before the first request, and may be used by the run. */
export interface Preflight {
  /** What the setup commands have made for the base; null where there are none. */
  setup: SetupOutcome | null;
  /** What is otherwise where commands run, each a sentence. */
  notices: string[];
}

/**
 * Tries what must work before a model is paid and that no change of the files can mend: a UsageError names what does not.
 * A script, a module or a test that is missing may be what the task is about, and is no reason. `folder` is an absolute
 * path that is the caller's own, `searchPath` the user's.
 */
export async function preflight(
  world: World,
  options: RunOptions,
  folder: string,
  searchPath: string,
): Promise<Preflight> {
  const found = await requireCommands(world, options, folder);
  requireSealedScripts(options);
  const setup = options.setup.length === 0 ? null : await setUpBase(world, options.setup);
  return { setup, notices: otherPrograms(found, searchPath) };
}

/**
 * Tries whether the commands of a run can start at all, in an empty folder; a UsageError names the first that can't. Gives
 * the path of each program that they start, as commands find it.
 */
export async function requireCommands(
  world: Commands,
  options: Pick<RunOptions, 'evidence' | 'verify' | 'sealed_verify' | 'setup'>,
  folder: string,
): Promise<Map<string, string>> {
  const isMeasured = options.evidence !== 'claimed';
  const commands = [
    ...(isMeasured ? named('--verify', options.verify) : []),
    ...(isMeasured ? named('--sealed-verify', options.sealed_verify) : []),
    ...named('--setup', options.setup),
  ];
  if (commands.length === 0) return new Map();
  const view = await emptyView(folder);
  try {
    const found = await requirePrograms(world, view, commands);
    await requireNpmCommands(world, view, commands);
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where commands run, and who may stop them. */
type Commands = Pick<World, 'sandbox' | 'inbox'>;

interface NamedCommand {
  option: string;
  command: string;
}

const named = (option: string, commands: readonly string[]): NamedCommand[] =>
  commands.map((command) => ({ option, command }));

async function requirePrograms(
  world: Commands,
  view: View,
  commands: readonly NamedCommand[],
): Promise<Map<string, string>> {
  const programs = [...new Set(commands.flatMap(({ command }) => firstProgram(command) ?? []))];
  if (programs.length === 0) return new Map();
  const asked = [...programs, 'node'].map(
    (name) => `found=$(command -v ${name} 2>/dev/null) && echo "${name} $found" || echo 'missing ${name}'`,
  );
  // A program of ours that stands before another one tells of it.
  const real = `PATH=\${PATH#"$PROOFLOOP_HOOKS"/programs/*:}`;
  const { exitCode, output } = await look(world, view, [real, ...asked, 'exit 0'].join('\n'));
  if (exitCode !== 0) {
    throw new UsageError(
      ['commands can not be run here; nothing was started. What was said:', ...lastLines(output)].join(
        '\n  ',
      ),
    );
  }
  const missing = programs.find((name) => output.split('\n').includes(`missing ${name}`));
  if (missing === undefined) return pathsIn(output);
  const { option, command } = commands.find((one) => firstProgram(one.command) === missing) ?? {};
  throw new UsageError(
    `${option} ${JSON.stringify(command)} can't start: the program ${missing} was not found where commands run; install it, or name another command; nothing was started`,
  );
}

/** What was said of each program that is a file. */
function pathsIn(output: string): Map<string, string> {
  return new Map(
    [...output.matchAll(/^(\S+) (\/.*)$/gm)].map(([, name = '', path = '']) => [name, normalize(path)]),
  );
}

/** npm names a command that it does not have at once, without a look at the repository. */
async function requireNpmCommands(
  world: Commands,
  view: View,
  commands: readonly NamedCommand[],
): Promise<void> {
  for (const { option, command } of commands) {
    const word = doubtfulNpmCommand(command);
    if (word === null) continue;
    const { exitCode, output } = await look(world, view, `npm ${word} --help`);
    if (exitCode === 0 || !/unknown command/i.test(output)) continue;
    throw new UsageError(
      [
        `${option} ${JSON.stringify(command)} can't start: npm has no such command; nothing was started. It says:`,
        ...lastLines(output).map((line) => `  ${line}`),
      ].join('\n'),
    );
  }
}

function requireSealedScripts({ sealed, sealed_verify, workspace, folder }: RunOptions): void {
  if (sealed === null) return;
  for (const command of sealed_verify) {
    const script = scriptOf(command);
    if (script === null) continue;
    const places = [join(sealed, script), join(sealed, folder, script), join(workspace, folder, script)];
    if (places.some((place) => existsSync(place))) continue;
    throw new UsageError(
      `--sealed-verify ${JSON.stringify(command)} can't start: there is no ${script} in ${sealed}; nothing was started`,
    );
  }
}

async function setUpBase(world: World, commands: readonly string[]): Promise<SetupOutcome> {
  const outcome = await world.setup.prepare(world.workspace.baseTree, commands, world.inbox.signal);
  const failed = outcome.commands.find(({ exit_code }) => exit_code !== 0);
  if (failed === undefined) return outcome;
  const end = failed.timed_out ? 'ran into its time limit' : `exited with ${failed.exit_code}`;
  throw new UsageError(
    [
      `the setup command ${JSON.stringify(failed.command)} ${end} on the base; nothing was started. Its last lines:`,
      ...lastLines(failed.output).map((line) => `  ${line}`),
    ].join('\n'),
  );
}

function look(world: Commands, view: View, command: string): Promise<CommandOutcome> {
  return world.sandbox.run(view, {
    command,
    input: null,
    folder: '',
    timeoutMs: lookMs,
    outputLimitBytes: 4000,
    reportFolder: null,
    signal: world.inbox.signal,
  });
}

/** What commands find is the same in an empty folder, which takes no time to lay out. */
async function emptyView(root: string): Promise<View> {
  await mkdir(root, { recursive: true });
  // Whoever the commands run as may enter.
  await chmod(root, 0o755);
  const nothing = async () => {};
  const snapshot = () => Promise.reject(new Error('an empty folder has no tree'));
  return { kind: 'tester', root, beneath: [], snapshot, close: nothing, discard: nothing };
}
