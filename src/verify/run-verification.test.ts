import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Workspace } from '../ports/run-workspace.ts';
import type { CommandRequest, Sandbox } from '../ports/sandbox.ts';
import type { View } from '../ports/view.ts';
import { readTests } from './reports/read-tests.ts';
import { createVerifier, type VerificationPlaces } from './run-verification.ts';

/** Opens a real folder with one file, whose text names the tree. */
const workspace: Workspace = {
  baseCommit: null,
  baseTree: 'base',
  async open(kind, tree) {
    const root = await mkdtemp(join(tmpdir(), 'proofloop-verify-'));
    const remove = () => rm(root, { recursive: true, force: true });
    onTestFinished(remove);
    await mkdir(join(root, 'sub'));
    await writeFile(join(root, 'sub', 'tree'), tree);
    return {
      kind,
      root,
      beneath: [],
      snapshot: () => Promise.reject(new Error('not asked for here')),
      close: remove,
      discard: remove,
    };
  },
  dependenciesKey: () => Promise.reject(new Error('not asked for here')),
  madeDependencies: () => Promise.reject(new Error('not asked for here')),
  keepMadeDependencies: () => Promise.reject(new Error('not asked for here')),
  addedPaths: async () => [],
  diffText: async () => '',
  addedContent: async () => new Map(),
  changedFiles: () => Promise.reject(new Error('not asked for here')),
  commit: () => Promise.reject(new Error('not asked for here')),
};

/** Runs real processes, and remembers what it was asked. */
function createSandbox() {
  const asked: { view: View; request: CommandRequest }[] = [];
  const sandbox: Sandbox = {
    async run(view, request) {
      asked.push({ view, request });
      request.signal.throwIfAborted();
      const child = spawn('/bin/sh', ['-c', String(request.command)], {
        cwd: join(view.root, request.folder),
      });
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
      });
      const [exitCode] = await once(child, 'close');
      return { exitCode, timedOut: exitCode === null, durationMs: 1, output };
    },
  };
  return { sandbox, asked };
}

const { signal } = new AbortController();

async function places(folder: string): Promise<VerificationPlaces> {
  const home = await mkdtemp(join(tmpdir(), 'proofloop-home-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return { folder, scratch: join(home, 'verification'), rootOf: (view) => view.root, reports: [] };
}

const within = (timeoutMs: number) => ({ timeoutMs, readReports: readTests });

describe('createVerifier', () => {
  test('runs all commands in the folder of one fresh checkout, also after one has failed', async () => {
    const { sandbox, asked } = createSandbox();
    const commands = ['cat tree; echo made > made', 'exit 3', 'cat made', 'kill -9 $$'];
    const results = await createVerifier(workspace, sandbox, await places('sub'), within(1234)).verify(
      'abc',
      commands,
      { signal },
    );
    const common = { timed_out: false, duration_ms: 1, tests: null };
    expect(results).toEqual([
      { ...common, command: commands[0], exit_code: 0, output: 'abc' },
      { ...common, command: 'exit 3', exit_code: 3, output: '' },
      { ...common, command: 'cat made', exit_code: 0, output: 'made\n' },
      { ...common, command: 'kill -9 $$', exit_code: null, output: '', timed_out: true },
    ]);
    expect(new Set(asked.map(({ view }) => view)).size).toBe(1);
    expect(asked[0]?.view.kind).toBe('verification');
    expect(asked[0]?.request).toEqual({
      command: commands[0],
      input: null,
      folder: 'sub',
      timeoutMs: 1234,
      outputLimitBytes: 32 * 1024 * 1024,
      reportFolder: expect.stringMatching(/\/verification\/run-\w+\/command-\w+\/proofloop\/reports$/),
      signal,
    });
    expect(existsSync(asked[0]?.view.root ?? '/')).toBe(false);
    expect(new Set(asked.map(({ request }) => request.reportFolder)).size).toBe(commands.length);
    expect(existsSync(join(asked[0]?.request.reportFolder ?? '/', '../../..'))).toBe(false);
  });

  test('keeps no more of what a command prints than the log is to carry', async () => {
    const verifier = createVerifier(workspace, createSandbox().sandbox, await places(''), within(1000));
    const [result] = await verifier.verify('abc', ['echo first; yes | head -n 100000; echo last'], {
      signal,
    });
    expect(result?.output.length).toBeLessThan(16_384 + 2048 + 200);
    expect(result?.output).toMatch(
      /^first\n[\s\S]*\n\[lines \d+-\d+ of 100002 left out[^\n]*\][\s\S]*\nlast\n$/,
    );
  });

  test('takes a new checkout each time', async () => {
    const { sandbox, asked } = createSandbox();
    const verifier = createVerifier(workspace, sandbox, await places(''), within(1000));
    for (const tree of ['one', 'two']) {
      const [result] = await verifier.verify(tree, ['cat sub/tree'], { signal });
      expect(result?.output).toBe(tree);
    }
    expect(asked[0]?.view.root).not.toBe(asked[1]?.view.root);
  });

  test('removes the checkout after an abort too, and rejects with its reason', async () => {
    const { sandbox, asked } = createSandbox();
    const reason = new Error('stop');
    const verifying = createVerifier(workspace, sandbox, await places(''), within(1000)).verify(
      'abc',
      ['true'],
      { signal: AbortSignal.abort(reason) },
    );
    await expect(verifying).rejects.toBe(reason);
    expect(existsSync(asked[0]?.view.root ?? '/')).toBe(false);
  });

  test('rejects as the workspace does', async () => {
    const broken = { ...workspace, open: () => Promise.reject(new Error('no such tree')) };
    const verifier = createVerifier(broken, createSandbox().sandbox, await places(''), within(1000));
    await expect(verifier.verify('abc', ['true'], { signal })).rejects.toThrow('no such tree');
  });
});
