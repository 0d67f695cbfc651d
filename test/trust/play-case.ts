import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { LoggedEvent } from '../../src/core/events.ts';
import type { EvidenceLevel } from '../../src/core/options.ts';
import type { Summary } from '../../src/core/summary-schema.ts';
import { eventsOf, payloadsOf, runProgram } from '../support/program.ts';
import { removeFolder } from '../support/remove-folder.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';
import { type Script, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import type { Project } from './projects.ts';
import type { Ending, SealedChecks, TrustCase } from './trust-case.ts';

/** What came of one case at one level. */
export interface Played {
  ending: Ending;
  exitCode: number | null;
  summary: Summary;
  events: LoggedEvent[];
  stderr: string;
  /** Whether the hidden check passes on what the run delivers. */
  isDone: boolean;
  /** What `accept` came to, where the case names changes to accept. */
  accepted: Ending | null;
  tokens: number;
}

export const ownModules = resolve(import.meta.dirname, '../../node_modules');

/** Plays one case against the built program, in its sandbox, with a scripted model behind HTTP and perhaps sealed checks. */
export async function playCase(
  trustCase: TrustCase,
  level: EvidenceLevel,
  sealed: SealedChecks | null = null,
): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), 'proofloop-trust-'));
  try {
    const [repository, home] = [join(folder, 'repository'), join(folder, 'home')];
    const project = projectOf(trustCase);
    mkdirSync(home);
    makeRepository(repository, project, trustCase.prepare ?? 'true');
    const endpoint = await startScriptedEndpoint(scriptOf(trustCase));
    const { packages, options } = project;
    const result = await runProgram({
      args: [
        'run',
        '--json',
        ...['--task', trustCase.task ?? 'Mend sum: it must add its two numbers.', '--evidence', level],
        ...['--base-url', endpoint.baseUrl, '-C', repository],
        ...(packages.length > 0 ? ['--mount', ownModules] : []),
        ...options,
        ...(trustCase.options ?? []),
        ...(sealed === null ? [] : sealedOptions(sealed, join(folder, 'sealed'))),
      ],
      folder: repository,
      home,
      environment: toolchains(),
    });
    const events = eventsOf(result.stdout);
    const summary = events.at(-1)?.payload as Summary;
    if (summary?.run_id === undefined) throw new Error(`${trustCase.name}: no run\n${result.stderr}`);
    const ending = endingOf(summary);
    const accepted =
      trustCase.accepts !== undefined && ending === 'needs_review'
        ? await accept(trustCase.accepts, summary.run_id, repository, home)
        : null;
    await endpoint.close();
    return {
      ...result,
      events,
      summary,
      ending,
      accepted,
      isDone: await holds(project, repository, summary.branch, join(folder, 'delivered')),
      tokens: summary.usage.input_tokens + summary.usage.output_tokens,
    };
  } finally {
    await removeFolder(folder);
  }
}

function sealedOptions({ files, command }: SealedChecks, folder: string): string[] {
  writeAll(folder, files);
  return ['--sealed', folder, '--sealed-verify', command];
}

export function projectOf({ project, files, truth }: TrustCase): Project {
  return { ...project, files: { ...project.files, ...files }, truth: truth ?? project.truth };
}

/** The reasons of all verdicts of a run, one a line. */
export function reasonsOf(events: readonly LoggedEvent[]): string {
  return payloadsOf(events, 'verification_result')
    .flatMap(({ reasons }) => reasons)
    .join('\n');
}

function endingOf(summary: Summary): Ending {
  if (summary.phase === 'completed') return 'completed';
  return summary.stop_reason === 'needs_review' ? 'needs_review' : 'refused';
}

async function accept(glob: string, runId: string, repository: string, home: string): Promise<Ending> {
  const result = await runProgram({
    args: ['accept', runId, '--allow-changes', glob, '--json'],
    folder: repository,
    home,
    environment: toolchains(),
  });
  return endingOf(eventsOf(result.stdout).at(-1)?.payload as Summary);
}

/** Where the compilers of this machine are, which the program's own home does not tell. */
export function toolchains(): Record<string, string> {
  const { RUSTUP_HOME, CARGO_HOME, HOME = '', PATH = '' } = process.env;
  return {
    // The runners in our own node_modules are made for the Node that is there too.
    PATH: `${dirname(process.execPath)}:${PATH}`,
    RUSTUP_HOME: RUSTUP_HOME ?? `${HOME}/.rustup`,
    CARGO_HOME: CARGO_HOME ?? `${HOME}/.cargo`,
  };
}

export function makeRepository(folder: string, project: Project, prepare: string): void {
  writeAll(folder, project.files);
  execFileSync('/bin/sh', ['-c', prepare], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=User', '-c', 'user.email=user@example.org', ...args], {
      cwd: folder,
    });
  git('init', '--quiet', '-b', 'main');
  git('add', '-A');
  git('commit', '--quiet', '-m', 'first');
  linkPackages(folder, project);
}

function writeAll(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function linkPackages(folder: string, { packages, programs }: Project): void {
  if (packages.length === 0) return;
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  for (const name of packages) symlinkSync(join(ownModules, name), join(folder, 'node_modules', name));
  for (const name of programs) {
    symlinkSync(join(ownModules, '.bin', name), join(folder, 'node_modules/.bin', name));
  }
}

/**
 * Each role says in each iteration that everything is done, after the coder has done what the case says. Tokens are
 * counted as four bytes each.
 */
function scriptOf({ coder, testCommand = '', plans = [['sum']] }: TrustCase): Script {
  return ({ role, iteration, step, body }) => {
    const usage = { input_tokens: Math.ceil(Buffer.byteLength(JSON.stringify(body)) / 4), output_tokens: 60 };
    if (role === 'planner') {
      const listed = plans[Math.min(iteration, plans.length) - 1] ?? [];
      return finalJson(plannerOutput({ done_flag: true, tasks: listed.map((id) => workItem(id)) }), usage);
    }
    if (role === 'tester') return finalJson(testerOutput({ test_command: testCommand }), usage);
    const command = coder[iteration - 1];
    if (step > 1 || command === undefined) {
      return finalJson(coderOutput({ completed_task_ids: ['sum'] }), usage);
    }
    return toolCalls([{ name: 'shell', args: { command, timeout_ms: null } }], usage);
  };
}

/** Runs the hidden check on the files of a branch, or of the base where the run delivers nothing. */
async function holds(
  project: Project,
  repository: string,
  branch: string | null,
  folder: string,
): Promise<boolean> {
  mkdirSync(folder);
  const archive = execFileSync('git', ['archive', branch ?? 'main'], { cwd: repository, maxBuffer: 2 ** 27 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  linkPackages(folder, project);
  const options = { cwd: folder, env: { ...process.env, ...toolchains() } };
  // Some cheats never end: with their shell, `timeout` ends all that it has started.
  const line = ['-s', 'KILL', '60', '/bin/sh', '-c', project.truth];
  return new Promise((resolve) => {
    execFile('timeout', line, options, (error) => resolve(error === null));
  });
}
