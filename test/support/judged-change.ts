import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { eventsOf, payloadsOf, runProgram } from './program.ts';
import { git, repositoryWith, temporaryFolder, writeFiles } from './run-fixture.ts';

/** A repository with a bug, in one language. */
export interface LanguageProject {
  name: string;
  /** Found for it without `--verify`. */
  command: string;
  /** Its name in reports; null where there is an exit code alone. */
  runner: string | null;
  files: Record<string, string>;
  /** The mended program. */
  mended: Record<string, string>;
  /** Options that judging it needs. */
  options?: string[];
}

export interface JudgedChange {
  verdict: string;
  grade: string | undefined;
  reasons: readonly string[];
  runner: string | undefined;
  command: string | undefined;
  newlyPassing: readonly string[];
  /** For a person, where a test fails. */
  told: string;
}

/** Has a change judged by the built program, on a repository of these files; `null` takes a file away. */
export async function judgeChange(
  project: LanguageProject,
  change: Record<string, string | null>,
  level: 'verified' | 'proven',
): Promise<JudgedChange> {
  const repository = await repositoryWith(project.files);
  const base = git(repository, 'rev-parse', 'HEAD');
  apply(repository, change);
  const { stdout, stderr } = await runProgram({
    args: [
      ...['judge', '--json', '--base', base, '--evidence', level, '-C', repository],
      ...(project.options ?? []),
    ],
    folder: repository,
    home: await temporaryFolder(),
    environment: {
      RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(homedir(), '.rustup'),
      PYENV_ROOT: process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'),
    },
  });
  const events = eventsOf(stdout);
  const [result] = payloadsOf(events, 'verification_result');
  const [finished] = payloadsOf(events, 'judge_finished');
  return {
    verdict: finished?.verdict ?? 'none',
    grade: result?.grade,
    reasons: finished?.reasons ?? [],
    runner: result?.commands[0]?.tests?.runner,
    command: result?.commands[0]?.command,
    newlyPassing: result?.newly_passing_tests ?? [],
    told: [
      ...(finished?.reasons ?? []),
      stderr,
      ...payloadsOf(events, 'check_result').flatMap(({ check, runs }) =>
        runs
          .flat()
          .map(({ output, exit_code, tests }) => `${check} ${exit_code} ${JSON.stringify(tests)}\n${output}`),
      ),
    ].join('\n'),
  };
}

/** The control of a cheat: whether the command itself, outside of everything, is content with the change. */
export async function isContent(
  project: LanguageProject,
  change: Record<string, string | null>,
): Promise<boolean> {
  const repository = await repositoryWith(project.files);
  apply(repository, change);
  try {
    execFileSync('/bin/sh', ['-c', project.command], { cwd: repository, stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

function apply(repository: string, change: Record<string, string | null>): void {
  const written = Object.entries(change).flatMap(([path, text]) => (text === null ? [] : [[path, text]]));
  writeFiles(repository, Object.fromEntries(written));
  for (const [path, text] of Object.entries(change))
    if (text === null) git(repository, 'rm', '-q', '-f', path);
}
