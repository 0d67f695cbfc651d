import type { RepositoryFiles } from '../ports.ts';
import type { FindTests } from './folder-tests.ts';
import { foldersUpwards, inFolder } from './folders.ts';

/** The tests of a package.json: its script, else the runner that it depends on. */
export const packageTests: FindTests = async (files, folder, names) => {
  if (!names.includes('package.json')) return null;
  const manifest = readManifest(await files.text(inFolder(folder, 'package.json')));
  const script = manifest.scripts?.test;
  // The top of a workspace holds tools for its packages: that it has a runner does not say how it is run.
  const mayRun = manifest.workspaces === undefined && !names.includes('pnpm-workspace.yaml');
  const runner = runners.find(({ name }) => mayRun && hasOwn(manifest.devDependencies, name));
  const scripted =
    typeof script === 'string' && script.trim() !== '' && !script.includes('no test specified');
  if (!scripted && runner === undefined) return null;
  const manager = await managerOf(files, folder);
  const command = scripted ? manager.test : `${manager.execute} ${runner?.command}`;
  return { command, file: 'package.json' };
};

/** Runners that a package may depend on without a script for them, each with the command that runs once and ends. */
const runners = [
  { name: 'vitest', command: 'vitest run' },
  { name: 'jest', command: 'jest' },
  { name: 'mocha', command: 'mocha' },
];

interface Manager {
  name: string;
  lockFiles: readonly string[];
  test: string;
  /** Runs an installed program. */
  execute: string;
}

const npm: Manager = {
  name: 'npm',
  lockFiles: ['package-lock.json', 'npm-shrinkwrap.json'],
  test: 'npm test',
  execute: 'npx --no-install',
};

const managers: readonly Manager[] = [
  npm,
  { name: 'pnpm', lockFiles: ['pnpm-lock.yaml'], test: 'pnpm test', execute: 'pnpm exec' },
  { name: 'yarn', lockFiles: ['yarn.lock'], test: 'yarn test', execute: 'yarn run' },
  { name: 'bun', lockFiles: ['bun.lock', 'bun.lockb'], test: 'bun run test', execute: 'bun run' },
];

/** The manager that the nearest folder upwards names or has a lock file of: a workspace has them at its top. */
async function managerOf(files: RepositoryFiles, folder: string): Promise<Manager> {
  for (const place of foldersUpwards(folder)) {
    const names = await files.names(place);
    const { packageManager } = readManifest(await files.text(inFolder(place, 'package.json')));
    const named = typeof packageManager === 'string' ? packageManager.split('@')[0] : undefined;
    const found =
      managers.find(({ name }) => name === named) ??
      managers.find(({ lockFiles }) => lockFiles.some((file) => names.includes(file)));
    if (found !== undefined) return found;
  }
  return npm;
}

interface Manifest {
  scripts?: { test?: unknown } | null;
  devDependencies?: unknown;
  workspaces?: unknown;
  packageManager?: unknown;
}

/** Empty for a file that can't be read as an object. */
function readManifest(text: string | null): Manifest {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function hasOwn(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}
