import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const installers = [
  ['brew', 'brew install'],
  ['apt-get', 'sudo apt-get install'],
  ['dnf', 'sudo dnf install'],
  ['pacman', 'sudo pacman -S'],
  ['zypper', 'sudo zypper install'],
  ['apk', 'sudo apk add'],
] as const;

/** The command that installs a package here, by the package managers in `searchPath`. */
export function installCommand(packageName: string, searchPath: string): string {
  const folders = searchPath.split(delimiter);
  const found = installers.find(([program]) => folders.some((folder) => existsSync(join(folder, program))));
  return found === undefined ? `install ${packageName}` : `${found[1]} ${packageName}`;
}
