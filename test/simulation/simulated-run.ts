import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggedEvent } from '../../src/core/events.ts';
import { agentCommand } from '../support/agent-command.ts';
import {
  endOfProgram,
  eventsOf,
  logPathOf,
  type ProgramResult,
  runProgram,
  startProgram,
} from '../support/program.ts';
import { removeFolder } from '../support/remove-folder.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { files, type Scenario } from './scenario.ts';

/** When a process is killed: so long after it has printed so many lines. */
export interface Kill {
  afterLines: number;
  delayMs: number;
}

/** A run in a repository and a home of its own. */
export interface SimulatedRun {
  repository: string;
  home: string;
  endpoint: ScriptedEndpoint;
  /** The command of the coder's agent; null for none. */
  agent: string | null;
  jobs: number;
  close(): Promise<void>;
}

export async function prepareRun(scenario: Scenario): Promise<SimulatedRun> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-simulation-'));
  const repository = join(folder, 'repository');
  mkdirSync(repository);
  git(repository, 'init', '--quiet', '-b', 'main');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(repository, name), text);
  git(repository, 'add', '-A');
  git(repository, 'commit', '--quiet', '-m', 'first');
  const endpoint = await startScriptedEndpoint(scenario.script);
  return {
    repository,
    home: join(folder, 'home'),
    endpoint,
    agent: scenario.agent && agentCommand(scenario.agent, join(folder, 'agent.json')),
    jobs: scenario.jobs,
    async close() {
      await endpoint.close();
      await removeFolder(folder);
    },
  };
}

export function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=User', '-c', 'user.email=user@example.org'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

/** The id of the run, once its log has a first line; null before that. */
export async function runIdOf({ home }: SimulatedRun): Promise<string | null> {
  const ids = await readdir(join(home, 'runs')).catch(() => []);
  for (const id of ids) {
    const log = await readFile(logPathOf(home, id), 'utf8').catch(() => '');
    if (log.includes('\n')) return id;
  }
  return null;
}

/** Starts the run, or goes on with it, in a new process, which is killed at that moment unless it ends before. */
export async function playProcess(
  run: SimulatedRun,
  kill: Kill | null,
  more: readonly string[] = [],
): Promise<ProgramResult> {
  const { repository, home, endpoint, agent, jobs } = run;
  const runId = await runIdOf(run);
  const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh', '--max-no-progress-iterations', '5'];
  const begin = [
    'run',
    '--sandbox',
    'off',
    '--base-url',
    endpoint.baseUrl,
    ...task,
    '--jobs',
    `${jobs}`,
    ...(agent === null ? [] : ['--coder-agent', agent]),
  ];
  const args = [...(runId === null ? begin : ['resume', runId]), ...more, '--json'];
  const child = startProgram({ args, folder: repository, home });
  if (kill) killLater(child, kill);
  return endOfProgram(child);
}

function killLater(child: ReturnType<typeof startProgram>, { afterLines, delayMs }: Kill): void {
  let printed = 0;
  let timer: NodeJS.Timeout | null = null;
  const look = () => {
    if (printed >= afterLines && delayMs === 0) child.kill('SIGKILL');
    else if (printed >= afterLines) timer ??= setTimeout(() => child.kill('SIGKILL'), delayMs);
  };
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString('latin1').split('\n').length - 1;
    look();
  });
  child.once('close', () => clearTimeout(timer ?? undefined));
  look();
}

export async function eventsOfRun(run: SimulatedRun): Promise<LoggedEvent[]> {
  const runId = await runIdOf(run);
  return runId === null ? [] : eventsOf(await readFile(logPathOf(run.home, runId), 'utf8'));
}

/** A command about the run, by the program. */
export async function askProgram(run: SimulatedRun, command: string): Promise<ProgramResult> {
  const args = [command, (await runIdOf(run)) ?? 'latest'];
  return runProgram({ args, folder: run.repository, home: run.home });
}
