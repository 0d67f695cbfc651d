import { type UsersGitCall, usersOwnGit } from './own-git.ts';

/** The commit that a name stands for in a repository, at a path or a URL; rejects with a sentence where there is none. */
export async function resolveBase(
  repository: string,
  revision: string | null,
  environment: UsersGitCall['environment'],
): Promise<string> {
  const wanted = revision ?? 'HEAD';
  if (wanted.startsWith('-')) throw new Error(`--base ${wanted} is no revision`);
  if (repository.startsWith('/')) {
    const call = { folder: repository, environment };
    return usersOwnGit(call, ['rev-parse', '--verify', '--quiet', `${wanted}^{commit}`]).catch(() => {
      throw new Error(`${repository} has no commit ${wanted}: name another one with --base`);
    });
  }
  if (/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(wanted)) return wanted;
  const listed = await usersOwnGit({ folder: '/', environment }, ['ls-remote', repository, wanted]);
  const names = [wanted, `refs/heads/${wanted}`, `refs/tags/${wanted}^{}`, `refs/tags/${wanted}`];
  const found = new Map(listed.split('\n').map((line) => line.split('\t').toReversed() as [string, string]));
  const commit = names.map((name) => found.get(name)).find((id) => id !== undefined);
  if (commit !== undefined) return commit;
  throw new Error(
    `${repository} has no branch or tag ${wanted}: name another one, or a whole commit id, with --base`,
  );
}
