import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  branch,
  contentOf,
  makeRepository,
  runUsersGit,
  searchPath,
  startTestRun,
  temporaryFolder,
  usersGitAt,
  write,
} from '../testing.ts';
import type { UsersGit } from './users-settings.ts';

const headTree = (folder: string) => runUsersGit(folder, 'rev-parse', 'HEAD^{tree}').trim();

/** Git of a user whose settings are those. */
function gitOf(users: UsersGit, folder: string, ...args: string[]): string {
  const env = { PATH: searchPath, GIT_AUTHOR_NAME: 'U', GIT_AUTHOR_EMAIL: 'u@x', GIT_COMMITTER_NAME: 'U' };
  return execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, GIT_COMMITTER_EMAIL: 'u@x', ...users.environment },
  });
}

/** A checkout as the user's git has made it from blobs with plain line endings, and one that it calls unchanged. */
async function checkedOut(
  users: UsersGit,
  settle: (folder: string) => unknown = () => {},
  files: Record<string, string> = {},
): Promise<string> {
  const folder = await makeRepository({ 'a.txt': 'one\ntwo\nthree\n', ...files });
  await settle(folder);
  await rm(join(folder, 'a.txt'));
  gitOf(users, folder, 'checkout', '--', '.');
  expect(gitOf(users, folder, 'status', '--porcelain')).toBe('');
  return folder;
}

const crlf = 'one\r\ntwo\r\nthree\r\n';

async function homeWith(files: Record<string, string>): Promise<string> {
  const home = await temporaryFolder();
  await write(home, files);
  return home;
}

const autocrlf = '[core]\n\tautocrlf = true\n';

/** Every place where such a setting can stand. */
const places: Record<string, () => Promise<{ users: UsersGit; settle?: (folder: string) => unknown }>> = {
  'the home': async () => ({ users: usersGitAt(await homeWith({ '.gitconfig': autocrlf })) }),
  'the settings folder': async () => {
    const home = await homeWith({ 'settings/git/config': autocrlf });
    return { users: usersGitAt(home, { XDG_CONFIG_HOME: join(home, 'settings') }) };
  },
  'an included file': async () => ({
    users: usersGitAt(
      await homeWith({ '.gitconfig': '[includeIf "gitdir:/**"]\n\tpath = more\n', more: autocrlf }),
    ),
  }),
  'a file that a variable names': async () => {
    const home = await homeWith({ mine: autocrlf });
    return { users: usersGitAt(home, { GIT_CONFIG_GLOBAL: join(home, 'mine') }) };
  },
  variables: async () => ({
    users: usersGitAt('/dev/null', {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.autocrlf',
      GIT_CONFIG_VALUE_0: 'true',
    }),
  }),
  'the system': async () => {
    const home = await homeWith({ system: autocrlf });
    return { users: usersGitAt(home, { GIT_CONFIG_NOSYSTEM: '0', GIT_CONFIG_SYSTEM: join(home, 'system') }) };
  },
  'the repository': async () => ({
    users: usersGitAt('/dev/null'),
    settle: (folder) => runUsersGit(folder, 'config', 'core.autocrlf', 'true'),
  }),
  'the worktree': async () => ({
    users: usersGitAt('/dev/null'),
    settle: (folder) => {
      runUsersGit(folder, 'config', 'extensions.worktreeConfig', 'true');
      runUsersGit(folder, 'config', '--worktree', 'core.autocrlf', 'true');
    },
  }),
  'attributes of the user': async () => ({
    users: usersGitAt(await homeWith({ '.config/git/attributes': '*.txt text eol=crlf\n' })),
  }),
  'attributes that a setting names': async () => ({
    users: usersGitAt(
      await homeWith({
        '.gitconfig': '[core]\n\tattributesFile = ~/mine\n\teol = crlf\n',
        mine: '* text=auto\n',
      }),
    ),
  }),
};

describe('line endings that the user is given by a setting in', () => {
  test.each(Object.keys(places))(
    '%s: what git calls unchanged is unchanged, and one line is one line',
    async (name) => {
      const { users, settle } = (await places[name]?.()) ?? { users: usersGitAt('/dev/null') };
      const folder = await checkedOut(users, settle);
      expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe(crlf);
      const run = await startTestRun(folder, { usersGit: users });
      const { baseTree } = run.workspace;
      expect(baseTree).toBe(headTree(folder));
      const view = await run.workspace.open('coder', baseTree);
      // The user's tools expect the endings that the user has, and the view's own git expects them too.
      expect(await readFile(join(view.root, 'a.txt'), 'utf8')).toBe(crlf);
      await write(view.root, { 'a.txt': crlf.replace('two', '2'), 'new.txt': 'new\r\n' });
      expect(runUsersGit(view.root, 'diff', '--shortstat').trim()).toBe(
        '1 file changed, 1 insertion(+), 1 deletion(-)',
      );
      const { tree } = await view.snapshot();
      expect(contentOf(run, tree, 'a.txt')).toBe('one\n2\nthree\n');
      expect(contentOf(run, tree, 'new.txt')).toBe('new\n');
      await run.workspace.commit({ tree, parent: null, message: 'Iteration', at: 0 });
      const changed = gitOf(users, folder, 'diff', '--numstat', 'HEAD', branch, '--', 'a.txt');
      expect(changed.trim()).toBe('1\t1\ta.txt');
      expect(await run.workspace.applyToCheckout(tree)).toEqual({ kind: 'applied' });
      expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe(crlf.replace('two', '2'));
      expect(gitOf(users, folder, 'diff', '--numstat', '--', 'a.txt').trim()).toBe('1\t1\ta.txt');
    },
  );

  test('none: they are kept as they are, in a plain folder whatever the settings', async () => {
    const folder = await makeRepository({ 'a.txt': crlf });
    const run = await startTestRun(folder);
    expect(contentOf(run, run.workspace.baseTree, 'a.txt')).toBe(crlf);
    const plain = await temporaryFolder();
    await write(plain, { 'a.txt': `${crlf}mixed\n` });
    const users = usersGitAt(await homeWith({ '.gitconfig': autocrlf }));
    const inPlain = await startTestRun(plain, { usersGit: users });
    expect(contentOf(inPlain, inPlain.workspace.baseTree, 'a.txt')).toBe(`${crlf}mixed\n`);
  });
});

test('modes count for nothing where the user has said so everywhere', async () => {
  const users = usersGitAt(await homeWith({ '.gitconfig': '[core]\n\tfileMode = false\n' }));
  // `git init` has written what the file system can do.
  const folder = await checkedOut(users, (top) => runUsersGit(top, 'config', '--unset', 'core.fileMode'));
  await chmod(join(folder, 'a.txt'), 0o755);
  expect(gitOf(users, folder, 'status', '--porcelain')).toBe('');
  expect((await startTestRun(folder, { usersGit: users })).workspace.baseTree).toBe(headTree(folder));
});

test('what the user leaves out everywhere is left out, by a list that a setting names too', async () => {
  const home = await homeWith({
    '.gitconfig': '[core]\n\texcludesFile = ~/ignored\n',
    ignored: '*.secret\n',
    '.config/git/ignore': '*.other\n',
  });
  const folder = await makeRepository({ 'a.txt': 'a\n' });
  await write(folder, { 'x.secret': '', 'x.other': '' });
  const run = await startTestRun(folder, { usersGit: usersGitAt(home) });
  expect(await run.workspace.changedFiles(headTree(folder), run.workspace.baseTree)).toEqual(['x.other']);
  const plain = await temporaryFolder();
  await write(plain, { 'x.secret': '', 'b.txt': '' });
  const inPlain = await startTestRun(plain, { usersGit: usersGitAt(home) });
  const empty = runUsersGit(folder, 'mktree').trim();
  expect(await inPlain.workspace.changedFiles(empty, inPlain.workspace.baseTree)).toEqual(['b.txt']);
});

test('no program that the settings name is run, whatever git would run it for', async () => {
  const marks = await temporaryFolder();
  const program = join(marks, 'program');
  await writeFile(program, `#!/bin/sh\necho "$@" >> ${marks}/ran\ncat\n`);
  await chmod(program, 0o755);
  const home = await homeWith({
    '.gitconfig': [
      `[core]\n\tautocrlf = true\n\tfsmonitor = ${program}\n\thooksPath = ${marks}\n\tpager = ${program}`,
      `[filter "x"]\n\tclean = ${program}\n\tsmudge = ${program}\n\tprocess = ${program}`,
      `[diff "x"]\n\ttextconv = ${program}\n\tcommand = ${program}\n[alias]\n\tconfig = "!${program}"`,
      `[merge "x"]\n\tdriver = ${program}\n[credential]\n\thelper = ${program}\n[gpg]\n\tprogram = ${program}`,
      '[commit]\n\tgpgSign = true\n',
    ].join('\n'),
    '.config/git/attributes': '*.bin diff=x merge=x\n',
  });
  for (const hook of ['reference-transaction', 'post-checkout', 'post-index-change']) {
    await writeFile(join(marks, hook), `#!/bin/sh\necho ${hook} >> ${marks}/ran\n`);
    await chmod(join(marks, hook), 0o755);
  }
  const users = usersGitAt(home);
  const folder = await makeRepository({ 'a.txt': 'a\n', 'b.bin': 'b\n' });
  const run = await startTestRun(folder, { usersGit: users });
  const view = await run.workspace.open('coder', run.workspace.baseTree);
  await write(view.root, { 'a.txt': 'b\r\n', 'b.bin': 'c\n' });
  const { tree } = await view.snapshot();
  await run.workspace.commit({ tree, parent: null, message: 'Iteration', at: 0 });
  await run.workspace.diffText(run.workspace.baseTree, tree);
  await run.workspace.applyToCheckout(tree);
  expect(existsSync(join(marks, 'ran'))).toBe(false);
  // Control: the user's own git runs them.
  gitOf(users, folder, 'diff');
  expect(existsSync(join(marks, 'ran'))).toBe(true);
});

test('settings that git can not read are named', async () => {
  const folder = await makeRepository({ 'a.txt': 'a\n' });
  const users = usersGitAt(await homeWith({ '.gitconfig': '[core\n' }));
  await expect(startTestRun(folder, { usersGit: users })).rejects.toThrow(
    /^Your git settings can't be read \(.*bad config line 1.*\): mend them/,
  );
});
