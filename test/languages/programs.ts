import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { copyPackage, installed } from '../support/copy-packages.ts';

/** What `npm run test:languages` installs for itself: programs of some hundred megabytes that no other test needs. */
export const programs = resolve(import.meta.dirname, '../../scripts/language-programs/node_modules');

/** The folders of bun and deno, with what comes for this machine. */
export function programsPath(): string {
  const folders = ['@oven', '@deno'].flatMap((scope) =>
    readdirSync(join(programs, scope)).map((name) => join(programs, scope, name)),
  );
  return folders.map((folder) => (folder.includes('@oven') ? join(folder, 'bin') : folder)).join(':');
}

const folders = new Map<string, string>();
afterAll(() => {
  for (const folder of folders.values()) rmSync(folder, { recursive: true });
  folders.clear();
});

/** Puts a package into a repository, as an install would: of this project, or of what is installed for these tests. */
export function installInto(repository: string, name: string, command: string, from = installed): void {
  const made = folders.get(name) ?? mkdtempSync(join(tmpdir(), 'proofloop-packages-'));
  if (!folders.has(name)) copyPackage(name, made, command, from);
  folders.set(name, made);
  // The files are the same ones, as nothing may write to them.
  execFileSync('cp', ['-al', join(made, 'node_modules'), join(repository, 'node_modules')]);
}
