import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import {
  attack,
  makeScene,
  processesNaming,
  programs,
  requestFor,
  uncontained,
  until,
} from '../support/attack.ts';
import { startProgram } from '../support/sandbox-program.ts';

/** What is waited for has no program of ours behind it any more. */
const patience = { timeout: 60_000, interval: 10 };

/** A word that the command line of one test's processes has, and no other's. */
const newWord = () => `proofloop-attack-${process.pid}-${Math.random().toString(36).slice(2)}`;

/** A daemon in a session of its own, by a double fork, that nothing ties to the command any more. */
const daemonize = (word: string) => `setsid bash -c 'setsid bash -c "exec -a ${word} sleep 300" &' & `;

function killAfterTest(word: string): void {
  onTestFinished(() => {
    for (const pid of processesNaming(word)) process.kill(pid, 'SIGKILL');
  });
}

test('attack 11: no file of ours is open in a command', async () => {
  const scene = await makeScene();
  const ours = await open(join(scene.folder, 'ours'), 'w');
  onTestFinished(() => ours.close());
  const list = 'for fd in /proc/self/fd/*; do readlink $fd; done';
  const { output } = await attack(scene, list);
  expect(output).not.toContain('/ours');
  // The end of its input, the pipe for both kinds of output, and the folder that is being listed.
  expect((await attack(scene, 'ls /proc/self/fd')).output).toBe('0\n1\n2\n3\n');
  const handedOver = spawn('/bin/bash', ['-c', list], { stdio: ['ignore', 'pipe', 'ignore', ours.fd] });
  expect(await textOf(handedOver.stdout as Readable)).toContain('/ours');
});

test('attack 11: nor is one with which proofloop itself was started', async () => {
  const scene = await makeScene();
  const record = join(scene.view.root, 'record');
  await writeFile(join(scene.folder, 'ours'), '');
  const started = ['/bin/bash', '-c', 'exec 40<$0; exec "$@"', join(scene.folder, 'ours')];
  const command =
    'readlink /proc/self/fd/* > record; grep -E "file size|data|processes|core" /proc/self/limits >> record';
  const recordOf = async (sandbox: 'bubblewrap' | 'unsandboxed') => {
    await once(startProgram(scene, sandbox, command, started), 'exit');
    return readFile(record, 'utf8');
  };
  const contained = await recordOf('bubblewrap');
  expect(contained).not.toContain('/ours');
  // The shell that closes such a file counts its limits in units of its own.
  const { dataBytes, processes } = scene.containment.limits;
  const fileBytes = Number(/file size +(\d+)/.exec(contained)?.[1]);
  expect(fileBytes).toBeLessThanOrEqual(scene.containment.limits.fileBytes);
  const limits = [fileBytes, Math.floor(dataBytes / 1024) * 1024, 0, processes];
  for (const limit of limits) expect(contained).toMatch(new RegExp(` ${limit} +${limit} `));
  expect(await recordOf('unsandboxed')).toContain('/ours');
});

test('attack 12: a daemon does not outlive its command', async () => {
  const scene = await makeScene();
  const word = newWord();
  killAfterTest(word);
  const command = `${daemonize(word)} until grep -qs ${word} /proc/[0-9]*/cmdline; do :; done; echo started`;
  expect((await attack(scene, command)).output).toContain('started\n');
  expect(processesNaming(word)).toEqual([]);
  const bare = spawn('/bin/bash', ['-c', daemonize(word)], { stdio: 'ignore' });
  await once(bare, 'close');
  await vi.waitUntil(() => processesNaming(word).length > 0, patience);
});

test('attack 12: nor a time limit, whatever it ignores', async () => {
  const scene = await makeScene();
  const word = newWord();
  killAfterTest(word);
  const command = `trap '' TERM; ${daemonize(word)} (exec -a ${word} sleep 300) & while :; do :; done`;
  const outcome = await attack(scene, command, scene.containment, { timeoutMs: 10_000 });
  expect(outcome).toMatchObject({ timedOut: true, exitCode: null });
  expect(outcome.durationMs).toBeLessThan(200_000);
  expect(processesNaming(word)).toEqual([]);
});

test('attack 12: nor an abort', async () => {
  const scene = await makeScene();
  const word = newWord();
  killAfterTest(word);
  const stop = new AbortController();
  const command = `${daemonize(word)} sleep 300`;
  const running = attack(scene, command, scene.containment, { signal: stop.signal });
  await until(() => processesNaming(word).length > 2, running);
  stop.abort(new Error('stop'));
  await expect(running).rejects.toThrow('stop');
  expect(processesNaming(word)).toEqual([]);
});

test('attack 12: nor the sudden death of the program that started it', async () => {
  const scene = await makeScene();
  const word = newWord();
  killAfterTest(word);
  // The daemon itself, and no shell on its way to becoming it: one that is, for a moment, has no command line to read.
  const daemonRuns = () => processesNaming(`${word}\u0000300\u0000`).length > 0;

  const command = `${daemonize(word)} sleep 300`;
  const contained = startProgram(scene, 'bubblewrap', command);
  await until(daemonRuns, contained);
  contained.kill('SIGKILL');
  await vi.waitUntil(() => processesNaming(word).length === 0, patience);

  const bare = startProgram(scene, 'unsandboxed', command);
  await until(daemonRuns, bare);
  bare.kill('SIGKILL');
  await once(bare, 'exit');
  expect(daemonRuns()).toBe(true);
});

test('attack 13: a daemon that keeps the output open does not hold up the result', async () => {
  const scene = await makeScene();
  const word = newWord();
  killAfterTest(word);
  const outcome = await attack(scene, `${daemonize(word)} echo out`);
  expect(outcome).toMatchObject({ exitCode: 0, output: 'out\n' });
  expect(outcome.durationMs).toBeLessThan(200_000);
  const bare = spawn('/bin/bash', ['-c', daemonize(word)], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(bare, 'exit');
  await vi.waitUntil(() => processesNaming(word).length > 0, patience);
  expect(bare.stdout.closed).toBe(false);
});

test('attack 18: a command that waits for input gets the end of it', async () => {
  const scene = await makeScene();
  expect(await attack(scene, 'cat; echo done')).toMatchObject({ exitCode: 0, output: 'done\n' });
  const given = await attack(scene, 'cat', scene.containment, { input: 'given' });
  expect(given).toMatchObject({ exitCode: 0, output: 'given' });
  const waiting = spawn('/bin/cat', { stdio: ['pipe', 'pipe', 'ignore'] });
  waiting.stdin.write('still here');
  await once(waiting.stdout, 'data');
  expect(waiting.exitCode).toBe(null);
  waiting.kill('SIGKILL');
});

test('attack 18: an endless loop ends at its time limit', async () => {
  const scene = await makeScene();
  const outcome = await attack(scene, 'echo begun; while :; do :; done', scene.containment, {
    timeoutMs: 10_000,
  });
  expect(outcome).toMatchObject({ exitCode: null, timedOut: true, output: 'begun\n' });
  expect(outcome.durationMs).toBeLessThan(200_000);
});

describe('what ran at the time limit is named', () => {
  test.each([
    ['the step of a chain that hangs', 'true; sleep 301; echo never', 'sleep 301'],
    ['a single command, which takes the place of its shell', 'exec sleep 302', 'sleep 302'],
    [
      'what a step has started, with the step',
      `printf '#!/bin/sh\nsleep 303\ntrue\n' > "a b.sh"; chmod +x a*; ./a*; true`,
      "/bin/sh './a b.sh' > sleep 303",
    ],
    ['the last that was started', '(sleep 304; true) & sleep 0.1; sleep 305; true', 'sleep 305'],
    ['no control sequences', `bash -c 'exec -a "x\x1b]0;t" sleep 306'; true`, "'x ]0;t' 306"],
  ])('%s', async (_what, command, named) => {
    const scene = await makeScene();
    for (const outcome of [
      await attack(scene, `echo begun; ${command}`, scene.containment, { timeoutMs: 10_000 }),
      await uncontained(scene, `echo begun; ${command}`, { timeoutMs: 10_000 }),
    ]) {
      expect(outcome.output).toBe(`begun\n\n[What ran at the time limit: ${named}]\n`);
    }
  });

  test('a command that ends by itself names nothing', async () => {
    const scene = await makeScene();
    expect((await attack(scene, 'sleep 307 & echo begun')).output).toBe('begun\n');
  });
});

test('a command that is asked to end has time to clean up', async () => {
  const scene = await makeScene();
  const cleansUp = `trap 'echo cleaned; exit 0' TERM; echo ready; while :; do sleep 0.01; done`;
  const outcome = await attack(scene, cleansUp, scene.containment, { timeoutMs: 10_000 });
  expect(outcome).toMatchObject({ timedOut: true, output: expect.stringContaining('cleaned\n') });
});

test('exit codes and order of output are those of the command', async () => {
  const scene = await makeScene();
  expect(await attack(scene, 'echo o; echo e >&2; echo p; exit 3')).toMatchObject({
    exitCode: 3,
    output: 'o\ne\np\n',
  });
  expect(await attack(scene, 'kill -SEGV $$')).toMatchObject({ exitCode: 139, output: '' });
  expect(await attack(scene, 'echo a > /dev/stderr; echo b | tee /dev/stdout')).toMatchObject({
    output: 'a\nb\nb\n',
  });
  expect((await attack(scene, 'no-such-program')).exitCode).toBe(127);
});

test('commands at the same time have their own output each', async () => {
  const scene = await makeScene();
  const sandbox = createBubblewrap(scene.containment, join(scene.folder, 'sandbox'));
  const outcomes = await Promise.all(
    ['a', 'b', 'c'].map((word) => sandbox.run(scene.view, requestFor(`echo ${word}`))),
  );
  expect(outcomes.map(({ output }) => output)).toEqual(['a\n', 'b\n', 'c\n']);
});

test('a command that can not be started says why', async () => {
  const scene = await makeScene();
  const missing = await attack(scene, 'true', scene.containment, { folder: 'missing' });
  expect(missing.exitCode).toBe(127);
  expect(missing.output).toMatch(/Can't chdir.*\n.*could not be started in the folder missing/);
  const faked = await attack(scene, 'echo "bwrap: no"; exit 1');
  expect(faked).toMatchObject({ exitCode: 1, output: 'bwrap: no\n' });
});

test("proofloop's own program runs with nothing of the view's", async () => {
  const scene = await makeScene();
  const patchOf = (path: string) => `*** Begin Patch\n*** Add File: ${path}\n+b\n*** End Patch`;
  const run = { program: 'apply-patch' } as const;
  expect(programs['apply-patch']).toMatch(/apply-patch\.js$/);
  for (const sandboxed of [attack, uncontained]) {
    const outcome = await (sandboxed === attack
      ? attack(scene, run, scene.containment, { input: patchOf('a') })
      : uncontained(scene, run, { input: patchOf('b') }));
    expect(JSON.parse(outcome.output)).toMatchObject({ ok: true });
  }
});

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += chunk;
  return all;
}
