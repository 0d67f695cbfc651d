import type { RunOptions } from '../core/options.ts';
import { type NeededFile, neededFile } from '../core/preflight/first-programs.ts';
import { fetchablePrograms, networkSteps } from '../core/preflight/network-steps.ts';
import { withoutByteOrderMark } from '../core/text/byte-order-mark.ts';
import type { RepositoryFiles } from '../ports/base-files.ts';

/** What the setup commands may be going to install. */
const isInstalled = /(^|\/)(node_modules|\.?venv|vendor|target)\//;

/**
 * What a person and the planner should know of verify commands that name a script, a program of the repository's or an
 * entry of its manifest that isn't there: the task may be to make it.
 */
export async function missingScripts(
  files: RepositoryFiles,
  { folder, verify, setup }: Pick<RunOptions, 'folder' | 'verify' | 'setup'>,
): Promise<string[]> {
  const warnings: string[] = [];
  for (const command of verify) {
    const needed = neededFile(command);
    if (needed === null || needed.path.split('/').includes('..')) continue;
    if (setup.length > 0 && isInstalled.test(needed.path)) continue;
    const path = [folder, needed.path]
      .filter((part) => part !== '')
      .join('/')
      .replaceAll('/./', '/');
    const lack = await lackOf(files, { ...needed, path });
    if (lack === null) continue;
    warnings.push(
      `the verify command ${JSON.stringify(command)} names ${lack}, which is not in the repository: it fails until the run has made it`,
    );
  }
  return warnings;
}

async function lackOf(files: RepositoryFiles, { path, script }: NeededFile): Promise<string | null> {
  if (script === null) return (await files.isOnDisk(path)) ? null : path;
  const manifest = await files.text(path);
  if (manifest === null) return path;
  return hasScript(manifest, script) ? null : `the script "${script}" of ${path}`;
}

/** A manifest that can't be read tells nothing. */
function hasScript(manifest: string, script: string): boolean {
  const scripts = scriptsOf(manifest);
  return scripts === null || Object.hasOwn(scripts, script);
}

function scriptsOf(manifest: string): Record<string, string> | null {
  try {
    const { scripts = {} } = JSON.parse(withoutByteOrderMark(manifest)) as { scripts?: object };
    return Object.fromEntries(Object.entries(scripts).filter(([, text]) => typeof text === 'string'));
  } catch {
    return null;
  }
}

/** What a person should know of verify commands with steps that need the network, which the verification never has. */
export async function stepsWithoutNetwork(
  files: RepositoryFiles,
  { folder, verify, sandbox }: Pick<RunOptions, 'folder' | 'verify' | 'sandbox'>,
): Promise<string[]> {
  if (sandbox === 'off' || sandbox === 'own') return [];
  const manifest = await files.text(folder === '' ? 'package.json' : `${folder}/package.json`);
  const scripts = (manifest === null ? null : scriptsOf(manifest)) ?? {};
  const warnings: string[] = [];
  for (const command of verify) {
    const absent = await absentPrograms(files, folder, fetchablePrograms(command, scripts));
    const steps = networkSteps(command, scripts, absent);
    if (steps.length === 0) continue;
    warnings.push(
      `the verify command ${JSON.stringify(command)} runs ${steps.map((step) => `"${step}"`).join(', ')}, which needs the network, and the verification has none: name the tests alone with --verify "<command>"`,
    );
  }
  return warnings;
}

/** Of the programs those that no installed package brings; none where nothing is installed yet, so that it can't be told. */
async function absentPrograms(
  files: RepositoryFiles,
  folder: string,
  programs: readonly string[],
): Promise<string[]> {
  const places = [...new Set(['', folder])].map((part) => (part === '' ? '' : `${part}/`));
  const isThere = async (path: string) =>
    (await Promise.all(places.map((place) => files.isOnDisk(`${place}node_modules/${path}`)))).includes(true);
  if (!(await isThere(''))) return [];
  const absent: string[] = [];
  for (const program of programs) {
    const brought = [await isThere(`.bin/${program}`), await isThere(program)].includes(true);
    if (!brought) absent.push(program);
  }
  return absent;
}
