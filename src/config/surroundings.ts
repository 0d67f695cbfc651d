import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { OwnPorts } from '../ports/own-ports.ts';
import { ownSearchPath } from './own-search-path.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the program takes from the process that it runs in. */
export interface Surroundings {
  environment: Environment;
  /** Absolute path of the user's home. */
  userHome: string;
  /** Absolute path that relative ones start from. */
  currentFolder: string;
  /** What the program that calls brings of its own; absent where a person calls. */
  ownPorts?: OwnPorts;
}

/** The one place that reads `process.env`. */
export function readSurroundings(): Surroundings {
  const userHome = findHome(homedir, process.cwd());
  const currentFolder = callersFolder(process.env, process.cwd());
  const PATH = ownSearchPath(process.env.PATH ?? '', currentFolder, userHome);
  return { environment: { ...process.env, PATH }, userHome, currentFolder };
}

/**
 * The home that the system tells; one that is not there where it tells none, as for a user without a name in a container.
 */
export function findHome(tell: () => string, currentFolder: string): string {
  try {
    return resolve(currentFolder, tell() || noHome);
  } catch {
    return noHome;
  }
}

const noHome = '/nonexistent';

/** `npm start` in a checkout of proofloop goes into that checkout first, and says where its user stood. */
export function callersFolder(environment: Environment, currentFolder: string): string {
  const { INIT_CWD, npm_lifecycle_event, npm_package_json, npm_package_name } = environment;
  const isOwnStart = npm_lifecycle_event === 'start' && npm_package_name === 'proofloop';
  const isThere = npm_package_json === join(currentFolder, 'package.json');
  return isOwnStart && isThere && INIT_CWD !== undefined && isAbsolute(INIT_CWD) ? INIT_CWD : currentFolder;
}

/** The key of the endpoint; null where none is set. */
export function readApiKey(environment: Environment): string | null {
  const key = (environment.OPENAI_API_KEY ?? '').trim();
  return key === '' ? null : key;
}
