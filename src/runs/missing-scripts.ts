import { scriptOf } from '../core/preflight/first-programs.ts';
import type { RepositoryFiles } from '../ports.ts';

/** What a person should know of verify commands that name a script which isn't there: the task may be to write it. */
export async function missingScripts(
  files: RepositoryFiles,
  folder: string,
  commands: readonly string[],
): Promise<string[]> {
  const warnings: string[] = [];
  for (const command of commands) {
    const script = scriptOf(command);
    if (script === null || script.split('/').includes('..')) continue;
    const path = [folder, script]
      .filter((part) => part !== '')
      .join('/')
      .replaceAll('/./', '/');
    if (await files.isOnDisk(path)) continue;
    warnings.push(
      `the verify command ${JSON.stringify(command)} names ${path}, which is not in the repository: it fails until the run has made it`,
    );
  }
  return warnings;
}
