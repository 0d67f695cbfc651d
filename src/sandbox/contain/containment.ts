import type { ViewKind } from '../../ports/view.ts';
import type { Credentials } from '../show/credentials.ts';
import type { GradleHome } from '../show/gradle-home.ts';
import type { OwnPrograms } from '../show/own-programs.ts';
import type { SystemSettings } from '../show/system-files.ts';
import type { Limits } from './limits.ts';
import type { NetworkPrograms, PublicNetwork } from './public-network.ts';

/** A public network, and the programs of this machine that make it. */
export interface HeldNetwork extends PublicNetwork {
  programs: NetworkPrograms;
}

/** Everything that decides what the commands in a bubblewrap sandbox can see and do. */
export interface Containment {
  /** Path at which a view's files are seen: that of the user's own checkout. */
  workspace: string;
  /** Path of the empty home that each command gets. */
  home: string;
  environment: Readonly<Record<string, string>>;
  /** Bubblewrap's own options: namespaces, capabilities, session. */
  flags: readonly string[];
  /** The seccomp filter, encoded. */
  filter: Buffer;
  limits: Limits;
  /** Bubblewrap's options that lay out the operating system's files. */
  system: readonly string[];
  /** What commands see of /etc. */
  settings: SystemSettings;
  /** Absolute paths outside of the operating system's that every view sees, read-only. */
  readable: readonly string[];
  /** As `readable`, for views without a network: where there is one, package managers want to write to their caches. */
  caches: readonly string[];
  /** As `caches`. */
  gradle: GradleHome;
  /** What of these paths is seen empty. */
  covered: Credentials;
  /** Views that share the machine's network. */
  networked: readonly (ViewKind | 'setup')[];
  /** What a setup view has in place of the machine's network; null where it has that. */
  publicNetwork: HeldNetwork | null;
  /** The home that an agent has in place of an empty one, as it lies on this machine; null for commands of a role. */
  homeFolder: string | null;
  /** Where node and proofloop's own programs are, outside of the sandbox. */
  node: string;
  programs: OwnPrograms;
  /** The user that commands run as, where proofloop itself runs as root. */
  user: number | null;
}

/**
 * The user that root's commands run as. Debian and others reserve it, and it lies within the 65,536 ids that a container
 * usually has; it is not `nobody`, so that a command shares it with no service.
 */
export const unprivilegedUser = 65533;

/** Namespaces, no capabilities, no terminal, and the end of everything with the end of proofloop. */
export const isolationFlags: readonly string[] = [
  '--unshare-user',
  '--unshare-ipc',
  '--unshare-pid',
  '--unshare-uts',
  '--unshare-cgroup-try',
  '--unshare-net',
  '--disable-userns',
  '--cap-drop',
  'ALL',
  '--new-session',
  '--die-with-parent',
  // The launcher is then the first process, with whose end the kernel has ended all others.
  '--as-pid-1',
  '--hostname',
  'proofloop',
];
