import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Calls `use` with a new folder, and removes that with all that is in it afterwards, and not before: for a minute or more
 * after many files were removed, ext4 makes new ones slowly, and only one side of a comparison makes many.
 */
export async function inBenchFolder<Value>(use: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Makes the folder of one measurement. It serves as a home, and like most homes has a cache folder: after the first
 * start, node finds in it what it has compiled.
 */
export async function makeMeasurementFolder(top: string): Promise<string> {
  const folder = await mkdtemp(join(top, 'measurement-'));
  mkdirSync(join(folder, '.cache'));
  return folder;
}

export function gitIn(folder: string, args: readonly string[], input?: string): string {
  const identity = ['-c', 'user.name=User', '-c', 'user.email=user@example.org'];
  return execFileSync('git', [...identity, ...args], {
    cwd: folder,
    encoding: 'utf8',
    input: input ?? '',
    maxBuffer: 1e9,
  });
}

/** Makes a small repository with one commit. */
export function makeSmallRepository(folder: string): string {
  const repository = join(folder, 'repository');
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`src/part-${index}.txt`, `Part ${index}\n`.repeat(20)]),
  );
  for (const [path, content] of Object.entries({ ...files, Makefile: 'test:\n\ttrue\n' })) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), content);
  }
  gitIn(repository, ['init', '--quiet', '-b', 'main']);
  gitIn(repository, ['add', '-A']);
  gitIn(repository, ['commit', '--quiet', '-m', 'first']);
  return repository;
}
