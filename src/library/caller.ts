import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { type Environment, findHome, type Surroundings } from '../config/surroundings.ts';
import type { OwnPorts } from '../ports/own-ports.ts';

/** Where a call happens: what is left out is that of the process. */
export interface Caller {
  /** The variables that count in place of the process's own, all of them. */
  environment?: Environment | undefined;
  /** The folder that keeps the runs, in place of what `PROOFLOOP_HOME` names. */
  home?: string | undefined;
  /** Where relative paths begin. */
  currentFolder?: string | undefined;
  /** What the program brings of its own. A run keeps to it: who resumes it gives the same. */
  ports?: OwnPorts | undefined;
}

/** Who may stop a run before its end. */
export interface Stoppable {
  /** Aborting it asks the run to stop, as Ctrl-C does: it can be resumed. */
  signal?: AbortSignal | undefined;
}

const callerKeys = ['environment', 'home', 'currentFolder', 'ports'] as const satisfies (keyof Caller)[];
const stoppableKeys = ['signal'] as const satisfies (keyof Stoppable)[];

/** The options of a call that are no settings. */
export const callKeys: readonly string[] = [...callerKeys, ...stoppableKeys];

/** What a run takes from its surroundings when a program starts it. */
export function surroundingsOf({ environment, home, currentFolder, ports }: Caller): Surroundings {
  const folder = resolve(currentFolder ?? process.cwd());
  const variables = { ...(environment ?? process.env) };
  const tellHome = () => variables.HOME ?? homedir();
  return {
    environment: home === undefined ? variables : { ...variables, PROOFLOOP_HOME: resolve(folder, home) },
    userHome: findHome(tellHome, folder),
    currentFolder: folder,
    ...(ports === undefined ? {} : { ownPorts: ports }),
  };
}
