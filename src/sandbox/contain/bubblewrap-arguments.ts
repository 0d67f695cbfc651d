import { dirname, join } from 'node:path';
import type { CommandRequest } from '../../ports/sandbox.ts';
import type { View } from '../../ports/view.ts';
import { isWithin } from '../../system/is-within.ts';
import { argumentsOfCommand } from '../show/own-programs.ts';
import { reportPrograms, reportVariables } from '../show/report-variables.ts';
import { nameServers, settingsFolder } from '../show/system-files.ts';
import { viewEnvironment } from '../show/view-environment.ts';
import type { Containment, HeldNetwork } from './containment.ts';
import { fileNumbers, launcher } from './launcher.ts';
import { heldNameServers } from './sandbox-folder.ts';

/** Where proofloop's own programs are seen: apart from everything, so that they can cover nothing. */
const ownFolder = '/run/proofloop';

/** Where reports are written, whatever the view: a command must not see whether anybody reads them. */
const reportsInside = `${ownFolder}/reports`;

/** What of ours is there while a command runs. */
export interface Outside {
  /** With the files of /etc. */
  settings: string;
  /** For the reports of test runners. */
  reports: string;
  /** Numbers of open files that are to be kept from it. */
  inherited: readonly number[];
}

/** Bubblewrap's arguments for one command in one view. */
export function bubblewrapArguments(
  containment: Containment,
  view: View,
  request: CommandRequest,
  outside: Outside,
): string[] {
  const { workspace, home, homeFolder, limits, environment } = containment;
  const networked = containment.networked.includes(view.kind);
  const folder = join(workspace, request.folder);
  const own = ownPrograms(containment);
  const gradle = gradleHome(containment);
  const variables = {
    ...reportVariables({ reports: reportsInside, hooks: own.programs['ask-for-report'] }),
    ...viewEnvironment(view.kind, environment, networked),
    ...reportPrograms(own.programs['ask-for-report'], own.node, environment.PATH ?? ''),
    ...(networked ? {} : gradle.variables),
    ...trustOfMise(containment),
    HOME: home,
    TMPDIR: '/tmp',
    PWD: folder,
  };
  return [
    ...containment.flags.filter((flag) => !(networked && flag === '--unshare-net')),
    ...containment.system,
    ...settingsFolder(containment.settings, outside.settings),
    ...(networked ? nameServersFor(containment, view, outside) : []),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...temporary('/dev/shm', limits.sharedMemoryBytes),
    ...temporary('/tmp', limits.temporaryBytes),
    ...(homeFolder === null ? temporary(home, limits.homeBytes) : ['--bind', homeFolder, home]),
    ...visiblePaths(containment, view).flatMap((path) => ['--ro-bind', path, path]),
    ...coveredPaths(containment, view, outside),
    ...(networked ? [] : gradle.mounts),
    ...own.mounts,
    ...['--bind', outside.reports, reportsInside],
    ...[view.kind === 'planner' ? '--ro-bind' : '--bind', view.root, workspace],
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', folder, '--clearenv'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--seccomp', `${fileNumbers.filter}`, '--'],
    ...launcher(limits, outside.inherited, request.priority),
    ...argumentsOfCommand(request.command, own.node, own.programs),
  ];
}

/** Whether the view has a public network in place of the machine's: that of a setup, and each that an agent works in. */
export function heldNetworkOf(
  { publicNetwork, homeFolder }: Containment,
  { kind }: View,
): HeldNetwork | null {
  return kind === 'setup' || homeFolder !== null ? publicNetwork : null;
}

function nameServersFor(containment: Containment, view: View, { settings }: Outside): string[] {
  if (heldNetworkOf(containment, view) === null) return nameServers();
  return ['--ro-bind', join(settings, heldNameServers), '/etc/resolv.conf'];
}

/** Paths that a view sees beside its own files and the operating system's, outer folders first. */
function visiblePaths(containment: Containment, view: View): string[] {
  const caches = containment.networked.includes(view.kind) ? [] : containment.caches;
  return [...new Set([...containment.readable, ...caches])].sort();
}

/** An empty file or folder over each credential in what this view sees. */
function coveredPaths(containment: Containment, view: View, { settings }: Outside): string[] {
  const { system } = containment;
  const ofTheSystem = system.filter((_path, index) => system[index - 2] === '--ro-bind');
  const shown = [...visiblePaths(containment, view), ...ofTheSystem];
  const isShown = (path: string) => shown.some((folder) => isWithin(path, folder));
  const { files, folders } = containment.covered;
  // Of what is in this folder, the place for the machine's name servers is empty.
  const empty = join(settings, 'resolv.conf');
  return [
    ...folders.filter(isShown).flatMap((path) => ['--tmpfs', path]),
    ...files.filter(isShown).flatMap((path) => ['--ro-bind', empty, path]),
  ];
}

/**
 * Gradle keeps its own state beside what it has downloaded, so that is seen elsewhere; and the wrapper's locks are a device
 * that forgets, through which no view can tell another anything.
 */
function gradleHome({ gradle }: Containment) {
  const { dependencies, locks } = gradle;
  const seenAt = `${ownFolder}/gradle`;
  const mounts = locks.flatMap((path) => ['--dev-bind', '/dev/null', path]);
  return dependencies === null
    ? { mounts, variables: {} }
    : {
        mounts: [...mounts, '--ro-bind', dependencies, `${seenAt}/modules-2`],
        variables: { GRADLE_RO_DEP_CACHE: seenAt },
      };
}

/** Mise starts nothing by a file that its user has not trusted; whom the sandbox contains may be trusted in it. */
function trustOfMise({ readable, workspace }: Containment): Record<string, string> {
  return readable.some((path) => path.includes('/mise/')) ? { MISE_TRUSTED_CONFIG_PATHS: workspace } : {};
}

/** Paths outside of the operating system's that must be there to be mounted. */
export function mountedPaths(containment: Containment, view: View): string[] {
  const { node, programs, homeFolder, gradle } = containment;
  // What is mounted as one must lie in one mount: a view's own files, and the folder beside them for that.
  const files = view.beneath.length === 0 ? [view.root] : [dirname(view.root), ...view.beneath];
  return [
    ...visiblePaths(containment, view),
    ...(gradle.dependencies === null ? [] : [gradle.dependencies]),
    node,
    ...Object.values(programs),
    ...files,
    ...(homeFolder === null ? [] : [homeFolder]),
  ];
}

function temporary(path: string, bytes: number): string[] {
  return ['--size', `${bytes}`, '--tmpfs', path];
}

function ownPrograms({ node, programs, readable, workspace }: Containment) {
  const there = ['/usr', ...readable].some((folder) => isWithin(node, folder)) && !isWithin(node, workspace);
  const nodeInside = there ? node : `${ownFolder}/node`;
  const inside = {
    'apply-patch': `${ownFolder}/apply-patch.mjs`,
    // In a folder of this name, as outside, so that node's coverage of the tests does not count it.
    'ask-for-report': `${ownFolder}/node_modules/ask-for-report`,
  };
  return {
    node: nodeInside,
    programs: inside,
    mounts: [
      ...(there ? [] : ['--ro-bind', node, nodeInside]),
      ...['--ro-bind', programs['apply-patch'], inside['apply-patch']],
      ...['--ro-bind', programs['ask-for-report'], inside['ask-for-report']],
    ],
  };
}
