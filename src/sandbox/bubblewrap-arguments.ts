import { join } from 'node:path';
import type { CommandRequest, View } from '../ports.ts';
import { commandLine } from './command-line.ts';
import type { Containment } from './containment.ts';
import { fileNumbers } from './file-numbers.ts';
import { launcher } from './launcher.ts';
import { isWithin } from './paths.ts';
import { nameServers, settingsFolder } from './system-files.ts';
import { viewEnvironment } from './view-environment.ts';

/** Where proofloop's own programs are seen: apart from everything, so that they can cover nothing. */
const ownFolder = '/run/proofloop';

/**
 * Bubblewrap's arguments for one command in one view; `settings` is the folder with the files of its /etc, `inherited` are open
 * files of ours to be kept from it.
 */
export function bubblewrapArguments(
  containment: Containment,
  view: View,
  request: CommandRequest,
  settings: string,
  inherited: readonly number[],
): string[] {
  const { workspace, home, limits, environment } = containment;
  const networked = containment.networked.includes(view.kind);
  const folder = join(workspace, request.folder);
  const variables = {
    ...viewEnvironment(view.kind, environment),
    HOME: home,
    TMPDIR: '/tmp',
    PWD: folder,
  };
  const own = ownPrograms(containment);
  return [
    ...containment.flags.filter((flag) => !(networked && flag === '--unshare-net')),
    ...containment.system,
    ...settingsFolder(containment.settings, settings),
    ...(networked ? nameServers() : []),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...temporary('/dev/shm', limits.sharedMemoryBytes),
    ...temporary('/tmp', limits.temporaryBytes),
    ...temporary(home, limits.homeBytes),
    ...visiblePaths(containment, view).flatMap((path) => ['--ro-bind', path, path]),
    ...own.mounts,
    ...[view.kind === 'planner' ? '--ro-bind' : '--bind', view.root, workspace],
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', folder, '--clearenv'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--seccomp', `${fileNumbers.filter}`, '--'],
    ...launcher(limits, inherited),
    ...commandLine(request.command, own.node, own.programs),
  ];
}

/** Paths that a view sees beside its own files and the operating system's, outer folders first. */
export function visiblePaths(containment: Containment, view: View): string[] {
  const caches = containment.networked.includes(view.kind) ? [] : containment.caches;
  return [...new Set([...containment.readable, ...caches])].sort();
}

/** Paths outside of the operating system's that must be there to be mounted. */
export function mountedPaths(containment: Containment, view: View): string[] {
  const { node, programs } = containment;
  return [...visiblePaths(containment, view), node, ...Object.values(programs), view.root];
}

function temporary(path: string, bytes: number): string[] {
  return ['--size', `${bytes}`, '--tmpfs', path];
}

function ownPrograms({ node, programs, readable, workspace }: Containment) {
  const there = ['/usr', ...readable].some((folder) => isWithin(node, folder)) && !isWithin(node, workspace);
  const nodeInside = there ? node : `${ownFolder}/node`;
  const scriptInside = `${ownFolder}/apply-patch.mjs`;
  return {
    node: nodeInside,
    programs: { 'apply-patch': scriptInside },
    mounts: [
      ...(there ? [] : ['--ro-bind', node, nodeInside]),
      ...['--ro-bind', programs['apply-patch'], scriptInside],
    ],
  };
}
