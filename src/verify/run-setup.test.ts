import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Workspace } from '../ports/run-workspace.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { View } from '../ports/view.ts';
import { createSetup } from './run-setup.ts';

/** Opens a real folder, and takes the names in it as what was made. */
function workspaceOf(made: string[] | null): { workspace: Workspace; opened: View[] } {
  const opened: View[] = [];
  const notAsked = () => Promise.reject(new Error('not asked for here'));
  const workspace: Workspace = {
    baseCommit: null,
    baseTree: 'base',
    async open(kind) {
      const root = await mkdtemp(join(tmpdir(), 'proofloop-setup-'));
      const remove = () => rm(root, { recursive: true, force: true });
      onTestFinished(remove);
      await mkdir(join(root, 'sub'));
      const view = { kind, root, beneath: [], snapshot: notAsked, close: remove, discard: remove };
      opened.push(view);
      return view;
    },
    dependenciesKey: notAsked,
    madeDependencies: async () => made,
    keepMadeDependencies: ({ root }) => readdir(join(root, 'sub')),
    addedPaths: async () => [],
    diffText: async () => '',
    addedContent: async () => new Map(),
    changedFiles: notAsked,
    commit: notAsked,
  };
  return { workspace, opened };
}

const sandbox: Sandbox = {
  async run(view, { command, folder }) {
    const { status, stdout } = spawnSync('/bin/sh', ['-c', String(command)], {
      cwd: join(view.root, folder),
    });
    return { exitCode: status, timedOut: false, durationMs: 1, output: stdout.toString() };
  },
};

const { signal } = new AbortController();

test('runs the commands in the folder of a setup view, and keeps what they made', async () => {
  const { workspace, opened } = workspaceOf(null);
  const outcome = await createSetup(workspace, sandbox, 'sub', 1000).prepare(
    'tree',
    ['mkdir vendor', 'echo ok; mkdir venv'],
    signal,
  );
  expect(outcome).toMatchObject({ cached: false, folders: ['vendor', 'venv'] });
  expect(outcome.commands).toMatchObject([{ exit_code: 0 }, { exit_code: 0, output: 'ok\n' }]);
  expect(opened.map(({ kind }) => kind)).toEqual(['setup']);
  expect(existsSync(opened[0]?.root ?? '/')).toBe(false);
});

test('ends with the first command that fails, and keeps nothing', async () => {
  const { workspace, opened } = workspaceOf(null);
  const commands = ['mkdir vendor', 'exit 3', 'mkdir later'];
  const outcome = await createSetup(workspace, sandbox, 'sub', 1000).prepare('tree', commands, signal);
  expect(outcome).toMatchObject({
    cached: false,
    folders: [],
    commands: [{ exit_code: 0 }, { exit_code: 3 }],
  });
  expect(existsSync(opened[0]?.root ?? '/')).toBe(false);
});

test('runs nothing where the folders were made before', async () => {
  const { workspace, opened } = workspaceOf(['vendor']);
  const outcome = await createSetup(workspace, sandbox, '', 1000).prepare('tree', ['exit 1'], signal);
  expect(outcome).toEqual({ cached: true, folders: ['vendor'], commands: [] });
  expect(opened).toEqual([]);
});
