import { realpathSync } from 'node:fs';
import { isWithin } from '../../system/is-within.ts';
import { allowedEnvironment } from '../show/allowed-environment.ts';
import { findCredentials } from '../show/credentials.ts';
import { findGradleHome } from '../show/gradle-home.ts';
import type { OwnPrograms } from '../show/own-programs.ts';
import { systemFiles, systemSettings, withPlaces } from '../show/system-files.ts';
import { findToolchains } from '../show/toolchains.ts';
import { type Containment, type HeldNetwork, isolationFlags, unprivilegedUser } from './containment.ts';
import { limitsOfThisMachine } from './limits.ts';
import { encodeFilter, seccompInstructions } from './seccomp-filter.ts';

/** What a run's containment follows from. */
export interface ContainmentRequest {
  /** Top of the user's checkout. */
  workspace: string;
  /** Folders that no command may see: proofloop's home, for one. */
  hidden: readonly string[];
  mounts: readonly string[];
  network: 'off' | 'on';
  /** What setup views have in place of the machine's network; null where they have that. */
  publicNetwork?: HeldNetwork | null;
  userHome: string;
  environment: Readonly<Record<string, string | undefined>>;
  programs: OwnPrograms;
}

/** Everything that is to hold for the commands of a run on this machine. */
export function contain(request: ContainmentRequest): Containment {
  const { workspace, userHome } = request;
  const onLinux = process.platform === 'linux';
  const node = realpathSync(process.execPath);
  const allowed = allowedEnvironment({ ...request.environment, HOME: userHome });
  // A program of the checkout's own could be replaced by the work: it must not pass for one of the system's.
  const searchPath = (allowed.PATH ?? '').split(':').filter((folder) => !isWithin(folder, workspace));
  const environment = { ...allowed, PATH: [...searchPath, '/usr/bin', '/bin'].join(':') };
  const apart = { home: userHome, folders: [workspace, ...request.hidden] };
  const toolchains = findToolchains(userHome, environment, node, apart);
  return {
    workspace,
    home: isWithin(userHome, workspace) ? '/tmp/home' : userHome,
    environment,
    flags: isolationFlags,
    filter: encodeFilter(seccompInstructions(process.arch === 'arm64' ? 'arm64' : 'x64')),
    limits: limitsOfThisMachine(),
    system: onLinux ? systemFiles() : [],
    settings: onLinux ? withPlaces(systemSettings(), request.mounts) : { files: [], folders: [] },
    readable: [...toolchains.programs, ...request.mounts],
    caches: toolchains.caches,
    gradle: findGradleHome(userHome),
    covered: findCredentials([...toolchains.programs, ...toolchains.caches], '/usr'),
    networked: ['setup', ...(request.network === 'on' ? (['coder'] as const) : [])],
    publicNetwork: request.publicNetwork ?? null,
    homeFolder: null,
    node,
    programs: request.programs,
    user: process.getuid?.() === 0 ? unprivilegedUser : null,
  };
}
