import { foldersUpwards, inFolder } from './folders.ts';
import { runnerTable } from './runner-table.ts';
import type { Detect, FolderFiles } from './test-runner.ts';

/** The tests of a package.json: its script, else the runner that it depends on. */
export const packageTests: Detect = (files) => {
  const { folder, text } = files;
  const names = files.names(folder);
  if (!names.includes('package.json')) return null;
  const manifest = readManifest(text(inFolder(folder, 'package.json')));
  const script = manifest.scripts?.test;
  // The top of a workspace holds tools for its packages: that it has a runner does not say how it is run.
  const mayRun = manifest.workspaces === undefined && !names.includes('pnpm-workspace.yaml');
  const runner = runnerTable.find(
    ({ name, program }) => mayRun && program !== undefined && hasOwn(manifest.devDependencies, name),
  );
  const scripted =
    typeof script === 'string' && script.trim() !== '' && !script.includes('no test specified');
  if (!scripted && runner === undefined) return null;
  const manager = managerOf(files);
  const command = scripted ? manager.test : `${manager.execute} ${runner?.program}`;
  return { command, file: 'package.json' };
};

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
function managerOf({ folder, names: namesIn, text }: FolderFiles): Manager {
  for (const place of foldersUpwards(folder)) {
    const names = namesIn(place);
    const { packageManager } = readManifest(text(inFolder(place, 'package.json')));
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
