import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CommandOutcome, CommandRequest } from '../ports/sandbox.ts';
import type { View } from '../ports/view.ts';
import { runPatch } from './patch.ts';

const { signal } = new AbortController();
const view: View = {
  kind: 'coder',
  root: '/nowhere',
  beneath: [],
  snapshot: () => Promise.reject(new Error('there is no tree here')),
  close: async () => {},
  discard: async () => {},
};

/** What the tool makes of a program that ended like this, and what it had asked for. */
async function answerTo(outcome: Partial<CommandOutcome>) {
  const asked: CommandRequest[] = [];
  const ended = { exitCode: 0, timedOut: false, durationMs: 3, output: '', ...outcome };
  const sandbox = {
    async run(_view: View, request: CommandRequest) {
      asked.push(request);
      return ended;
    },
  };
  return {
    answer: await runPatch(
      { patch: 'the patch' },
      { view, sandbox, outputLimitBytes: 1000, ownTools: [], verifyAnswer: () => '', signal },
    ),
    asked,
  };
}

test('the patch is the input of a program that no shell stands before', async () => {
  const { answer, asked } = await answerTo({ output: '{"ok":true,"message":"Success.","paths":["a"]}\n' });
  expect(asked).toEqual([
    expect.objectContaining({ command: { program: 'apply-patch' }, input: 'the patch', folder: '', signal }),
  ]);
  expect(answer).toEqual({ output: 'Success.', exitCode: 0, written: ['a'], timedOut: false, durationMs: 3 });
});

test('a patch that is refused has an exit code of its own', async () => {
  const { answer } = await answerTo({
    output: '{"ok":false,"message":"The patch was refused.","paths":[]}\n',
  });
  expect(answer).toMatchObject({ output: 'The patch was refused.', exitCode: 1 });
});

test.each<[string, Partial<CommandOutcome>]>([
  ['was ended at its time limit of 120000 ms', { exitCode: null, timedOut: true }],
  ['ended with exit code 127', { exitCode: 127, output: 'The command could not be started' }],
  ['ended with no exit code', { exitCode: null }],
  ['gave no answer that can be read', { output: 'x' }],
  ['gave no answer that can be read', { output: '{"ok":"yes"}' }],
])('where its program %s, the model is told to look', async (how, outcome) => {
  const { answer } = await answerTo(outcome);
  expect(answer.exitCode).toBe(1);
  expect(answer.output).toContain(how);
  expect(answer.output).toContain('Look at the files');
  expect(answer.output).toContain(outcome.output ?? '');
});

test('the program itself applies the patch to the folder that it runs in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proofloop-patch-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(import.meta.dirname, 'apply-patch/apply-patch-program.ts');
  const input = '*** Begin Patch\n*** Add File: a.txt\n+ä\n*** End Patch';
  const flags = ['--experimental-strip-types', '--no-warnings', program];
  const { stdout } = spawnSync(process.execPath, flags, { cwd: folder, input, encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual({
    ok: true,
    message: expect.stringContaining('A a.txt'),
    paths: ['a.txt'],
  });
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('ä\n');
});
