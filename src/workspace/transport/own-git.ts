import { execFile } from 'node:child_process';
import { devNull } from 'node:os';

/** How git is reached for repositories of the user's, elsewhere too: with the user's own settings and credentials. */
export interface UsersGitCall {
  /** Absolute path of the git folder, or of a checkout. */
  folder: string;
  /** The user's variables. */
  environment: Readonly<Record<string, string | undefined>>;
}

const settings = [
  `core.hooksPath=${devNull}`,
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
];

/** Runs git as the user would, but for hooks, and asks nobody; rejects with what git said. */
export function usersOwnGit(call: UsersGitCall, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const all = [...settings.flatMap((setting) => ['-c', setting]), ...args];
    const env = { ...call.environment, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
    const child = execFile('git', all, { cwd: call.folder, env, maxBuffer: 2 ** 26 }, (error, out, said) => {
      if (error === null) resolve(out.trim());
      else reject(new Error(`git ${args[0]} failed: ${reasonIn(said) || error.message}`));
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function reasonIn(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /^(error|fatal|remote|ssh):|rejected/i.test(line.trim()));
  return (telling.length > 0 ? telling : lines).slice(0, 3).join('; ');
}

/** What a repository is named by: an absolute path, or a URL in one of git's forms; never an option of git's. */
export function isRepositoryName(name: string): boolean {
  return /^(\/|[a-z][a-z+.-]*:\/\/|[\w.-]+@[\w.-]+:)/i.test(name);
}
