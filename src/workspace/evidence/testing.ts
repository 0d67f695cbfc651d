import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Protection } from '../../core/protected/protection.ts';
import { filesOf, makeRepository, type StartedTestRun, startTestRun, write } from '../testing.ts';

export const protection: Protection = { protect: [], allowed: [], commands: ['npm test'], folder: '' };

/** By path; null removes the file or folder. */
export type Files = Record<string, string | Buffer | null>;

/** A run on the base files, and the tree after these changes. */
export async function changedRun(base: Record<string, string | Buffer>, files: Files) {
  const run = await startTestRun(await makeRepository(base));
  return { run, tree: await changeTree(run, run.workspace.baseTree, files) };
}

export async function changeTree({ workspace }: StartedTestRun, tree: string, files: Files): Promise<string> {
  const coder = await workspace.open('coder', tree);
  for (const [path, content] of Object.entries(files))
    if (content === null) await rm(join(coder.root, path), { recursive: true });
  const written = Object.entries(files).flatMap(([path, content]) =>
    content === null ? [] : [[path, content] as const],
  );
  await write(coder.root, Object.fromEntries(written));
  return (await coder.snapshot()).tree;
}

/** The paths of a tree, sorted. */
export const pathsOf = (run: StartedTestRun, tree: string) => filesOf(run, tree).map((line) => line.slice(7));
