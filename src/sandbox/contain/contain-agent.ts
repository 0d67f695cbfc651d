import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { AgentSpec } from '../../core/agent/agent-spec.ts';
import { isWithin } from '../../system/is-within.ts';
import { type ContainmentRequest, contain } from './contain.ts';
import type { Containment } from './containment.ts';

/** What an agent gets beside what commands get. */
export interface AgentTerms {
  agent: AgentSpec;
  /** The folder that it has as its home. */
  homeFolder: string;
}

/**
 * What is to hold for an agent as a whole, with all that it starts: that of a role's commands, with the network, a home
 * of its own, the variables that are named for it, and its own program.
 */
export function containAgent(
  request: Omit<ContainmentRequest, 'network'>,
  { agent, homeFolder }: AgentTerms,
): Containment {
  const containment = contain({ ...request, network: 'on' });
  const hidden = [request.userHome, request.workspace, ...request.hidden];
  const shown = programFolders(agent.command, containment.environment.PATH ?? '', hidden);
  const named = agent.environment.flatMap((name) => {
    const value = request.environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...containment,
    environment: { ...containment.environment, ...Object.fromEntries(named) },
    readable: [...containment.readable, ...shown.filter((path) => !isShown(path, containment))],
    networked: ['planner', 'coder', 'tester'],
    homeFolder,
  };
}

function isShown(path: string, { readable }: Containment): boolean {
  return ['/usr', ...readable].some((folder) => isWithin(path, folder));
}

/**
 * What a command line names of files on this machine, so that the agent finds its own program: each word that is one, or
 * is found on the search path, with the packages that it may load. Nothing that holds one of the `hidden` folders.
 */
function programFolders(command: string, searchPath: string, hidden: readonly string[]): string[] {
  const words = command.split(/[\s'"=]+/).filter((word) => word !== '');
  const files = words.flatMap((word, index) => fileOf(word, index === 0 ? searchPath : '') ?? []);
  const places = files.flatMap((file) => [file, packagesAround(realpathSync(file))]);
  return [...new Set(places)].filter((path) => !hidden.some((folder) => isWithin(folder, path)));
}

function fileOf(word: string, searchPath: string): string | null {
  if (isAbsolute(word)) return isFile(word) ? word : null;
  if (word.includes('/')) return null;
  const found = searchPath.split(':').map((folder) => join(folder, word));
  return found.find((path) => isAbsolute(path) && isFile(path) && mayRun(path)) ?? null;
}

/** A folder of the search path that may not be looked into holds no program for this user. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The outermost folder of packages that a file lies in, else its own package; the file itself where it is in none. */
function packagesAround(file: string): string {
  const parts = file.split('/');
  const at = parts.indexOf('node_modules');
  if (at !== -1) return parts.slice(0, at + 1).join('/');
  let folder = dirname(file);
  while (folder !== '/' && !existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder === '/' ? file : folder;
}
