import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { LoggedEvent } from '../../src/core/events.ts';
import type { Summary } from '../../src/core/summary-schema.ts';
import { replay } from '../../src/engine/replay.ts';
import { eventsOf, type ProgramResult, runProgram } from './program.ts';
import { removeFolder } from './remove-folder.ts';
import { type Script, type ScriptedEndpoint, startScriptedEndpoint } from './scripted-endpoint.ts';

/** A new folder that is removed when the test has ended. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-e2e-'));
  onTestFinished(() => removeFolder(folder));
  return folder;
}

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** git as a user runs it in their checkout. */
export function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=User', '-c', 'user.email=user@example.org'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

/** A repository with one commit of these files. */
export async function repositoryWith(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  git(folder, 'init', '--quiet', '-b', 'main');
  writeFiles(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '--quiet', '-m', 'first');
  return folder;
}

/** A small project with a bug: `npm`-free, so that a verify command takes milliseconds. */
export const sumProject = {
  'sum.sh': '#!/bin/sh\necho $(($1 - $2))\n',
  'check.sh': '#!/bin/sh\n[ "$(sh sum.sh 2 3)" = 5 ] || { echo "2 + 3 is not 5"; exit 1; }\n',
};

export const sumFix =
  '*** Begin Patch\n*** Update File: sum.sh\n@@\n-echo $(($1 - $2))\n+echo $(($1 + $2))\n*** End Patch';

/** What a task may demand although an existing check forbids it: another result, with the check changed to fit. */
export const otherSum =
  '*** Begin Patch\n*** Update File: sum.sh\n@@\n-echo $(($1 - $2))\n+echo $(($1 * $2))\n' +
  '*** Update File: check.sh\n@@\n-[ "$(sh sum.sh 2 3)" = 5 ] || { echo "2 + 3 is not 5"; exit 1; }\n' +
  '+[ "$(sh sum.sh 2 3)" = 6 ] || { echo "2 * 3 is not 6"; exit 1; }\n*** End Patch';

/** A folder with these files and without git. */
export async function plainFolderWith(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  writeFiles(folder, files);
  return folder;
}

/** What a run adds to the git folder of its repository: objects, and its own branch. */
export const ownAdditions = /^\.git\/(objects|(logs\/)?refs\/heads\/proofloop)/;

/** Content, mode and link target of every file below a folder, by path; but for paths that match `except`. */
export function fingerprintOf(folder: string, except: RegExp | null = null): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (path: string) => {
    const name = relative(folder, path);
    if (except?.test(name)) return;
    const status = lstatSync(path);
    if (status.isDirectory()) {
      found.set(name, `folder ${status.mode}`);
      for (const entry of readdirSync(path)) visit(join(path, entry));
    } else if (status.isSymbolicLink()) found.set(name, `link ${readlinkSync(path)}`);
    else found.set(name, `${status.mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`);
  };
  visit(folder);
  return found;
}

export interface FinishedRun extends ProgramResult {
  events: LoggedEvent[];
  names: string[];
  /** Of the closing event. */
  summary: Summary;
  endpoint: ScriptedEndpoint;
  home: string;
}

/** An endpoint that is closed when the test has ended. */
export async function endpointFor(script: Script): Promise<ScriptedEndpoint> {
  const endpoint = await startScriptedEndpoint(script);
  onTestFinished(() => endpoint.close());
  return endpoint;
}

/** The arguments of a run on `workspace` against the model at `baseUrl`; without a sandbox unless one is named. */
export function runArguments(workspace: string, baseUrl: string, args: readonly string[]): string[] {
  const sandbox = args.includes('--sandbox') ? [] : ['--sandbox', 'off'];
  return ['run', ...sandbox, '--base-url', baseUrl, '-C', workspace, ...args];
}

/** Whatever a test is about: each recorded run must come to the same when it is played again from its log. */
function expectIdenticalReplay(events: readonly LoggedEvent[]): void {
  expect(replay(events).divergence, 'the replay of the recorded run').toBeNull();
}

/** Plays a whole `run --json` of the built program against a scripted model. */
export async function playScript(
  workspace: string,
  script: Script,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<FinishedRun> {
  const home = await temporaryFolder();
  const endpoint = await endpointFor(script);
  const result = await runProgram({
    args: runArguments(workspace, endpoint.baseUrl, ['--json', ...args]),
    folder: workspace,
    home,
    environment,
  });
  const events = eventsOf(result.stdout);
  expectIdenticalReplay(events);
  const summary = events.at(-1)?.payload as Summary;
  return { ...result, events, names: events.map((event) => event.event), summary, endpoint, home };
}
