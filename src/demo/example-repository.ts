import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const identity = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.org'];

/** Makes a git repository with one commit of the example's files at `folder`; the user's git settings stay out of it. */
export async function makeExampleRepository(
  files: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  await cp(files, folder, { recursive: true });
  const env = { ...environment, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const git = async (...args: string[]) => {
    await run('git', args, { cwd: folder, env }).catch((error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'git is not installed' : error.message;
      throw new Error(`the example repository could not be made: ${reason}; see "proofloop doctor"`);
    });
  };
  await git('init', '--quiet');
  await git('add', '--all');
  await git(...identity, 'commit', '--quiet', '--message', 'Split a bill');
}
