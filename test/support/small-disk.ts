import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './run-fixture.ts';

/** A file system of its own with little room, which only processes started by `prefix` see. */
export interface SmallDisk {
  /** Where it is for those processes. */
  path: string;
  /** Where this process finds the same files. */
  seenFromHere: string;
  /** Goes before the command line of a program that is to see it. */
  prefix: string[];
}

/** Makes a file system in memory; it is gone when the test has ended. Needs root, or user namespaces. */
export async function smallDisk(sizeBytes: number): Promise<SmallDisk> {
  const path = join(await temporaryFolder(), 'disk');
  await mkdir(path);
  const root = process.getuid?.() === 0;
  const script = 'mount -t tmpfs -o size="$2",mode=700 none "$1" && echo ready && exec cat';
  const holder = spawn(
    'unshare',
    [root ? '--mount' : '--map-root-user', '--mount', 'sh', '-c', script, 'sh', path, String(sizeBytes)],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  onTestFinished(() => {
    holder.kill('SIGKILL');
  });
  await mounted(holder);
  const users = root ? [] : ['--user', '--preserve-credentials'];
  return {
    path,
    seenFromHere: `/proc/${holder.pid}/root${path}`,
    prefix: ['nsenter', `--target=${holder.pid}`, '--mount', ...users, '--'],
  };
}

async function mounted(holder: ChildProcess): Promise<void> {
  const { stdout, stderr } = holder;
  if (!stdout || !stderr) throw new Error('the holder of the small disk has no output');
  const reason = text(stderr);
  const ready = await Promise.race([once(stdout, 'data'), once(holder, 'close')]);
  if (String(ready[0]).trim() === 'ready') return;
  throw new Error(
    `This test needs a small file system, and none could be mounted: ${(await reason).trim()}. Run it as root with the right to mount, or where unprivileged user namespaces are allowed.`,
  );
}
