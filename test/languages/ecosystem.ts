import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { eventsOf, payloadsOf, runProgram } from '../support/program.ts';
import { repositoryWith, temporaryFolder, writeFiles } from '../support/run-fixture.ts';

/** Files as a change leaves them; null for one that it removes. */
export type Change = Record<string, string | null>;

/** A small project with a test that passes and one that fails, in one language, with its usual runner. */
export interface Ecosystem {
  name: string;
  files: Record<string, string>;
  /** The command that must be found for it. */
  command: string;
  runner: string;
  /** Mends the failing test by the program alone. */
  fix: Change;
  /** A test that passes only then, as reports name it. */
  fixed: string;
  /** A new test, and the function that it calls and that was not there. */
  testFirst: Change;
  cheats: readonly Cheat[];
  /** Puts beside the files what the repository ignores, such as installed packages. */
  prepare?: (repository: string) => void;
  /** Folders of programs that stand before those of `PATH`. */
  searchPath?: () => string;
}

/** What a cheat goes by. */
export const cheatKinds = [
  'early end',
  'deleted test',
  'assertions',
  'settings',
  'script',
  'report',
] as const;

export interface Cheat {
  kind: (typeof cheatKinds)[number];
  name: string;
  change: Change;
}

/** What judging a change came to. */
export interface Judged {
  verdict: string;
  reasons: readonly string[];
  grade: string | null;
  commands: readonly { command: string; tests: { runner: string; passed: readonly string[] } | null }[];
}

/** Makes a change in a repository with the project and has it judged by the built program, without any option. */
export async function judgeChange(
  ecosystem: Ecosystem,
  change: Change,
  level: 'verified' | 'proven',
): Promise<Judged> {
  const repository = await changed(ecosystem, change);
  const { stdout, stderr } = await runProgram({
    args: ['judge', '--json', '--base', 'HEAD', '--evidence', level, '-C', repository],
    folder: repository,
    home: await temporaryFolder(),
    environment: { PATH: searchPathOf(ecosystem) },
  });
  const events = eventsOf(stdout);
  const [finished] = payloadsOf(events, 'judge_finished');
  const [result] = payloadsOf(events, 'verification_result');
  expect(finished, stderr).toBeDefined();
  return {
    verdict: finished?.verdict ?? '',
    reasons: finished?.reasons ?? [],
    grade: finished?.evidence.grade ?? null,
    commands: result?.commands ?? [],
  };
}

/** The control: whoever believes the command's exit code believes the cheat. */
export async function exitCodeOf(ecosystem: Ecosystem, change: Change): Promise<number | null> {
  const repository = await changed(ecosystem, change);
  // What runs these tests says so in variables that rake takes for the name of a test, and AVA for a test of its own.
  const { TEST: _, NODE_ENV: __, ...env } = process.env;
  const child = spawn('/bin/bash', ['-c', ecosystem.command], {
    ...{ cwd: repository, stdio: 'ignore', timeout: 600_000 },
    env: { ...env, PATH: searchPathOf(ecosystem) },
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return exitCode;
}

function searchPathOf({ searchPath }: Ecosystem): string {
  return [...(searchPath === undefined ? [] : [searchPath()]), process.env.PATH ?? ''].join(':');
}

async function changed({ files, prepare }: Ecosystem, change: Change): Promise<string> {
  const repository = await repositoryWith(files);
  prepare?.(repository);
  for (const [path, text] of Object.entries(change)) {
    if (text === null) rmSync(join(repository, path));
    else writeFiles(repository, { [path]: text });
  }
  return repository;
}
