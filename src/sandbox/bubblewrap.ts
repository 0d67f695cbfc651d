import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { CommandRequest, Dialogue, Sandbox } from '../ports/sandbox.ts';
import { freeBytes } from '../system/free-space.ts';
import { bubblewrapArguments, heldNetworkOf, mountedPaths } from './contain/bubblewrap-arguments.ts';
import type { Containment } from './contain/containment.ts';
import { fileNumbers } from './contain/launcher.ts';
import { layView } from './contain/layered-view.ts';
import { fileLimit } from './contain/limits.ts';
import { inPublicNetwork } from './contain/public-network.ts';
import { makeSandboxFolder, type SandboxFolder } from './contain/sandbox-folder.ts';
import { bubblewrapPath } from './contain/system-programs.ts';
import { unprivileged, type WrappedCommand } from './contain/unprivileged.ts';
import { inheritedFiles } from './run/inherited-files.ts';
import { endNamespace, hasEnded, killNamespace } from './run/namespace.ts';
import { closedPlaces, type NetworkOpener, openPublicNetwork } from './run/open-public-network.ts';
import { openNamedPipe } from './run/output-pipe.ts';
import { runningProcesses } from './run/running-processes.ts';
import { type StartCommand, type StartedCommand, sandboxOf } from './run/sandbox-of.ts';
import { shakeHands } from './run/shake-hands.ts';
import { exitCodeOf, feed } from './run/start-process.ts';
import { talkWith } from './run/talk.ts';
import { accountFiles } from './show/account-files.ts';
import { handOver } from './show/hand-over.ts';

/**
 * Runs each command in a bubblewrap sandbox of its own: nothing of the machine but what `containment` says, gone with
 * all its processes when the command ends. `folder` is kept for the sandbox's own files; one process at a time may use
 * it. Commands must be started on the main thread: the kernel ends them with the thread that started them.
 */
export function createBubblewrap(containment: Containment, folder: string): Sandbox {
  const inherited = inheritedFiles().filter((fd) => fd > fileNumbers.namespace);
  let made: Promise<SandboxFolder> | null = null;
  const asUser = containment.user === null ? null : unprivileged(containment.user);
  const user = containment.user ?? process.getuid?.() ?? 0;
  const group = containment.user ?? process.getgid?.() ?? 0;
  // Where a view's layers were mounted, bubblewrap itself is root of a namespace.
  const sameUser = ['--uid', `${user}`, '--gid', `${group}`];
  const start: StartCommand = async (view, request, onOutput) => {
    made ??= makeSandboxFolder(folder, containment, accountFiles(user, group, containment.home));
    const files = await made.catch((error) => {
      made = null;
      throw error;
    });
    if (containment.user !== null) await handOver(view.root, containment.user);
    const layers = view.beneath.length === 0 ? null : await layView(view, containment.user);
    const outside = { settings: files.settings, reports: files.takeReports(), inherited };
    const giveBack = async () => {
      await files.returnReports(outside.reports, request.reportFolder).catch(() => {});
      await layers?.cleanUp();
    };
    try {
      const fileBytes = fileLimit(containment.limits, freeBytes(view.root) ?? Number.POSITIVE_INFINITY);
      const here = { ...containment, limits: { ...containment.limits, fileBytes } };
      const held = heldNetworkOf(containment, view);
      const places = held === null ? [] : await closedPlaces(held.endpoints);
      const contained = [bubblewrapPath, ...bubblewrapArguments(here, view, request, outside)];
      const local = [...new Set(places.map(({ address }) => address))];
      const inside = layers === null ? contained : contained.toSpliced(1, 0, ...sameUser);
      // The network belongs to the innermost namespace around bubblewrap: only so can it be opened from outside.
      const networked = held === null ? inside : [...inPublicNetwork(held.programs, local), ...inside];
      const line = [...(layers?.line ?? []), ...networked];
      const opener = held && { ...held, node: containment.node, user: containment.user, places };
      const wrapped =
        asUser === null
          ? { line, namespace: null }
          : await asUser(line, [...mountedPaths(containment, view), files.settings, files.allReports]);
      const started = await startContained(wrapped, { files, opener }, request, onOutput);
      const cleanUp = () => started.cleanUp().finally(giveBack);
      return { ...started, cleanUp };
    } catch (error) {
      await giveBack();
      throw error;
    }
  };
  return sandboxOf(start, containment.limits);
}

async function startContained(
  { line: [program = '', ...args], namespace }: WrappedCommand,
  { files, opener }: { files: SandboxFolder; opener: NetworkOpener | null },
  { command, input, mayRun, dialogue }: CommandRequest,
  onOutput: (chunk: Buffer) => void,
): Promise<StartedCommand> {
  const pipe = await files.takePipe();
  const output = openNamedPipe(pipe, onOutput);
  const filter = openSync(files.filter, 'r');
  try {
    const child = spawn(program, args, {
      cwd: '/',
      env: {},
      detached: true,
      stdio: [
        input === null && dialogue === undefined ? 'ignore' : 'pipe',
        dialogue === undefined ? output.writerFd : 'pipe',
        ...([output.writerFd, 'pipe', filter] as const),
        ...(namespace === null ? [] : [namespace]),
      ],
    });
    const ended = exitCodeOf(child);
    if (child.pid === undefined) {
      await ended;
      throw new Error('it has no process id');
    }
    if (dialogue === undefined) feed(child.stdin, input);
    const { pid } = child;
    let endNetwork = () => {};
    const handshake = shakeHands(child.stdio[fileNumbers.handshake] as Duplex, async () => {
      if (opener !== null) endNetwork = await openPublicNetwork(pid, opener);
      await mayRun;
    });
    const started = { outermost: child, ended, handshake };
    return {
      exited: exitOnceReady(ended, handshake.outcome),
      talk: dialogue && talkOnceReady(handshake.outcome, child, dialogue),
      output,
      running: () => runningBelow(child, command),
      kill: () => killNamespace(started),
      end: () => endNamespace(started),
      // The kernel ends the namespace with this process.
      killAtOnce: () => {},
      cleanUp: async () => {
        endNetwork();
        if (hasEnded(child)) files.returnPipe(pipe);
      },
    };
  } catch (error) {
    output.stopReading();
    throw error;
  } finally {
    output.closeWriter();
    closeSync(filter);
  }
}

function runningBelow(child: ChildProcess, command: CommandRequest['command']): string[] {
  if (child.pid === undefined || hasEnded(child) || typeof command !== 'string') return [];
  return runningProcesses(child.pid, command);
}

/** A program that has never come to run has nothing to say, and is known by its exit. */
async function talkOnceReady(
  ready: Promise<boolean | Error>,
  child: ChildProcess,
  dialogue: Dialogue,
): Promise<void> {
  if ((await ready) === true) return talkWith(child, dialogue);
  return new Promise(() => {});
}

async function exitOnceReady(ended: Promise<number>, ready: Promise<boolean | Error>): Promise<number> {
  const exitCode = await ended;
  const outcome = await ready;
  if (outcome === true) return exitCode;
  if (outcome !== false) throw outcome;
  throw new Error(`the sandbox could not be set up: bubblewrap ended with exit code ${exitCode}`);
}
