import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, statSync } from 'node:fs';
import { foldersBetween, type HiddenPath } from '../show/closed-folders.ts';
import { bubblewrapPath } from './system-programs.ts';

/** Resolves with an open mount namespace in which everybody can reach the hidden paths, and of what is around them nothing. */
export type MountNamespaces = (hidden: readonly HiddenPath[]) => Promise<number>;

/**
 * Mount namespaces as root makes them, each made once for as long as the paths that it shows are the same files. An open
 * file is all that keeps one: with this process they are gone.
 */
export function createMountNamespaces(): MountNamespaces {
  const made = new Map<string, { hidden: readonly HiddenPath[]; opened: Promise<number> }>();
  return (hidden) => {
    const key = describe(hidden);
    const known = made.get(key);
    if (known !== undefined) return known.opened;
    for (const [other, { hidden, opened }] of made) {
      if (describe(hidden) === other) continue;
      made.delete(other);
      opened.then(closeSync, () => {});
    }
    const opened = openMountNamespace(hidden);
    made.set(key, { hidden, opened });
    opened.catch(() => made.delete(key));
    return opened;
  };
}

/** Tells the paths' files from any that come to be there later: as long as a namespace shows a file, its number is taken. */
function describe(hidden: readonly HiddenPath[]): string {
  return hidden
    .map(({ path, closed }) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return `${found?.dev}:${found?.ino} ${closed} ${path}`;
    })
    .join('\n');
}

/**
 * Has bubblewrap make a copy of the machine's file tree in which the closed folders are empty but for the hidden paths.
 * All that runs in it as root is a shell that waits until the namespace is open here.
 */
async function openMountNamespace(hidden: readonly HiddenPath[]): Promise<number> {
  const closedFolders = new Set(hidden.map(({ closed }) => closed));
  const shown = hidden.flatMap(({ path, closed }) => [
    ...foldersBetween(closed, path).flatMap((folder) => ['--dir', folder]),
    ...['--bind', path, path],
  ]);
  const maker = spawn(
    bubblewrapPath,
    [
      ...['--dev-bind', '/', '/', '--die-with-parent'],
      ...[...closedFolders].flatMap((folder) => ['--tmpfs', folder]),
      ...shown,
      ...['--', '/bin/sh', '-c', 'echo $$; read -r end'],
    ],
    { cwd: '/', env: {}, stdio: 'pipe' },
  );
  let [said, complaint] = ['', ''];
  maker.stdin.on('error', () => {});
  maker.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const closed = once(maker, 'close');
  const told = new Promise<void>((resolve) => {
    maker.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.endsWith('\n')) resolve();
    });
  });
  await Promise.race([told, closed]);
  if (!said.endsWith('\n')) throw new Error(`the sandbox could not be set up: ${complaint.trim()}`);
  try {
    return openSync(`/proc/${said.trim()}/ns/mnt`, 'r');
  } finally {
    maker.stdin.end();
    await closed;
  }
}
