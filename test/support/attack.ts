import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, chown, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CommandOutcome, CommandRequest, Sandbox } from '../../src/ports/sandbox.ts';
import type { View } from '../../src/ports/view.ts';
import { createBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { contain } from '../../src/sandbox/contain/contain.ts';
import { type Containment, unprivilegedUser } from '../../src/sandbox/contain/containment.ts';
import { encodeFilter } from '../../src/sandbox/contain/seccomp-filter.ts';
import { callNumber, type Processor } from '../../src/sandbox/contain/system-calls.ts';
import { createUnsandboxed } from '../../src/sandbox/unsandboxed.ts';
import { removeFolder } from './remove-folder.ts';

export const isRoot = process.getuid?.() === 0;

/** Where the checkout is, as commands see it; there is none on this machine. */
export const workspace = '/home/somebody/work/shop';

export const programs = {
  'apply-patch': resolve(import.meta.dirname, '../../dist/apply-patch.js'),
  'ask-for-report': resolve(import.meta.dirname, '../../dist/node_modules/ask-for-report'),
};

/** A place for one attack: the user's home, a view's files, and a folder that nobody may see. */
export interface Scene {
  folder: string;
  userHome: string;
  view: View;
  /** Full containment, from which a control takes one protection away. */
  containment: Containment;
}

export async function makeScene(environment: Record<string, string> = {}): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-attack-'));
  onTestFinished(() => removeFolder(folder));
  const userHome = join(folder, 'home');
  const root = join(folder, 'views', 'view');
  mkdirSync(userHome);
  mkdirSync(root, { recursive: true });
  const containment = contain({
    workspace,
    hidden: [],
    mounts: [],
    network: 'off',
    userHome,
    environment: { PATH: process.env.PATH, ...environment },
    programs,
  });
  return { folder, userHome, view: inKind(viewOf(root), folder), containment };
}

/** The view as the tests are asked for by PROOFLOOP_TEST_VIEWS: with a folder beneath its files, or without. */
function inKind(view: View, folder: string): View {
  return process.env.PROOFLOOP_TEST_VIEWS === 'copies' ? view : layeredView(view, folder);
}

/** A view with a dependency folder beneath its files. */
export function layeredView(view: View, folder: string): View {
  const layer = join(folder, 'layer');
  mkdirSync(join(layer, 'node_modules/dependency'), { recursive: true });
  writeFileSync(join(layer, 'node_modules/dependency/index.js'), 'original\n');
  return { ...view, beneath: [layer] };
}

export function viewOf(root: string, kind: View['kind'] = 'coder'): View {
  const snapshot = () => Promise.reject(new Error('there is no tree here'));
  return { kind, root, beneath: [], snapshot, close: async () => {}, discard: async () => {} };
}

/** Makes a path usable by the user that the commands run as: where a control shows it, it must really be open. */
export async function openToCommands(path: string): Promise<void> {
  if (isRoot) await chown(path, unprivilegedUser, unprivilegedUser);
  else await chmod(path, 0o700);
}

export const requestFor = (command: CommandRequest['command']): CommandRequest => ({
  command,
  input: null,
  folder: '',
  // Only ends what hangs.
  timeoutMs: 300_000,
  outputLimitBytes: 20_000,
  reportFolder: null,
  signal: new AbortController().signal,
});

let sandboxes = 0;

/** Runs an attack in a sandbox; a control passes a weakened containment. */
export async function attack(
  scene: Scene,
  command: CommandRequest['command'],
  containment: Containment = scene.containment,
  request: Partial<CommandRequest> = {},
): Promise<CommandOutcome> {
  sandboxes += 1;
  const sandbox = createBubblewrap(containment, join(scene.folder, `sandbox-${sandboxes}`));
  return sandbox.run(scene.view, { ...requestFor(command), ...request });
}

/** The same attack as the user themselves: what it does where nothing contains it. */
export async function uncontained(
  scene: Scene,
  command: CommandRequest['command'],
  request: Partial<CommandRequest> = {},
): Promise<CommandOutcome> {
  const sandbox: Sandbox = createUnsandboxed({ PATH: '/usr/local/bin:/usr/bin:/bin' }, programs);
  return sandbox.run(scene.view, { ...requestFor(command), ...request });
}

/** Takes bubblewrap options away, each with its argument where it has one here. */
export function withoutFlags(containment: Containment, ...flags: string[]): Containment {
  const kept = containment.flags.filter((flag) => !flags.includes(flag) && flag !== 'ALL');
  const capabilities = flags.includes('--cap-drop') ? ['--cap-add', 'ALL'] : ['ALL'];
  const at = kept.indexOf('--cap-drop');
  return {
    ...containment,
    flags: at === -1 ? [...kept, ...capabilities] : [...kept.slice(0, at + 1), 'ALL', ...kept.slice(at + 1)],
  };
}

/** Takes the filter of system calls away: one that allows everything stands in its place. */
export function withoutFilter(containment: Containment): Containment {
  return { ...containment, filter: encodeFilter([[0x06, 0, 0, 0x7fff0000]]) };
}

/** A command that makes one system call, and prints `done` or the number of the error. */
export function systemCall(numbers: Parameters<typeof callNumber>[0], ...args: readonly (number | string)[]) {
  const call = [callNumber(numbers, process.arch as Processor), ...args].join(', ');
  return `perl -e 'my $r = syscall(${call}); print $r == -1 ? $!+0 : "done"'`;
}

/** Pids of the processes on this machine whose command line has the word in it. */
export function processesNaming(word: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/**
 * Resolves once a condition holds; rejects where what is to bring it about, a program or a command that is awaited, has
 * ended before.
 */
export async function until(condition: () => boolean, cause: ChildProcess | Promise<unknown>): Promise<void> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  if (cause instanceof Promise) cause.then(settle, settle);
  while (!condition()) {
    if (!(cause instanceof Promise)) failIfEnded(cause);
    else if (settled) throw new Error('the command ended before what was waited for');
    await new Promise(setImmediate);
  }
}

function failIfEnded({ exitCode, signalCode, stderr, spawnargs }: ChildProcess): void {
  if (exitCode === null && signalCode === null) return;
  const how = signalCode === null ? `with exit code ${exitCode}` : `by ${signalCode}`;
  throw new Error(
    `${spawnargs.join(' ')} ended ${how} before what was waited for: ${String(stderr?.read() ?? '')}`,
  );
}

/** Makes a folder that everybody may enter and write to. */
export function makeOpenFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o777);
}
