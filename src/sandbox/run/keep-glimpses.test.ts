import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { CommandRequest, Sandbox } from '../../ports/sandbox.ts';
import type { View } from '../../ports/view.ts';
import { keepGlimpses } from './keep-glimpses.ts';

const request: CommandRequest = {
  command: 'npm test',
  input: null,
  folder: '',
  timeoutMs: 1000,
  outputLimitBytes: 1000,
  reportFolder: null,
  signal: new AbortController().signal,
};

test('a command that takes long is told while it runs, without secrets, and leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-glimpses-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'running.json');
  const outcome = { exitCode: 0, timedOut: false, durationMs: 1, output: '' };
  const read = () => readFile(path, 'utf8').then((text) => JSON.parse(text));
  const sandbox: Sandbox = {
    async run(_view, { onOutput }) {
      onOutput?.(Buffer.from('ok 1 - adds\nnot ok 2 - the key is geh'));
      onOutput?.(Buffer.from('eim\n'));
      expect(existsSync(path)).toBe(false);
      expect(await vi.waitFor(read, { timeout: 120_000, interval: 200 })).toMatchObject([
        {
          passed: 1,
          failed: 1,
          lastLine: 'not ok 2 - the key is ***',
          firstFailed: 'not ok 2 - the key is ***',
        },
      ]);
      return outcome;
    },
  };
  const kept = keepGlimpses(sandbox, path, (text) => text.replaceAll('geheim', '***'));
  expect(await kept.run({} as View, request)).toEqual(outcome);
  expect(existsSync(path)).toBe(false);
});
