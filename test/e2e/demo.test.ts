import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playsAll } from '../support/drawn.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/run-fixture.ts';

async function play(args: readonly string[], environment: Record<string, string> = {}) {
  const [home, temporary] = [await temporaryFolder(), await temporaryFolder()];
  const result = await runProgram({
    args,
    folder: home,
    home,
    environment: { TMPDIR: temporary, ...environment },
  });
  return { ...result, home, temporary };
}

test('without arguments and key the demo refuses a false claim, completes, shows gates and diff, and leaves nothing behind', async () => {
  const { exitCode, stdout, stderr, home, temporary } = await play([]);
  expect(stdout).toContain('proofloop demo:');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const opening = stdout.split('\n').slice(0, 7).join(' ');
  expect(opening).toContain("The model's answers are recorded: proofloop's authors wrote them");
  expect(opening).toMatch(/on 20\d\d-\d\d-\d\d; no live model gave them/);
  expect(opening).toContain('run in a sandbox, as in every run');

  const refusal = stdout.indexOf('[ ] tests_passed: tests fail that passed at the base');
  const completion = stdout.indexOf('completed: all gates met');
  const panel = stdout.indexOf('the gates at the end:\n  [x] tests_passed');
  const diff = stdout.indexOf('+  return Array.from({ length: people }, (_, index) => (index < rest');
  const farewell = stdout.indexOf('On your own repository:');
  const places = [refusal, completion, panel, diff, farewell];
  expect(places).toEqual(places.filter((place) => place > 0).toSorted((one, other) => one - other));
  expect(stdout).toContain('iteration 1: the tester said that all tests pass\n               refused:');
  expect([await readdir(home), await readdir(temporary)]).toEqual([[], []]);
});

test.runIf(playsAll)(
  'it is the same whatever the user has set, needs no node on the search path, and what it wrote can be kept',
  async () => {
    const programs = await temporaryFolder();
    await writeFile(join(programs, 'node'), '#!/bin/sh\nexit 9\n');
    await chmod(join(programs, 'node'), 0o755);
    const config = await temporaryFolder();
    await mkdir(join(config, 'proofloop'));
    await writeFile(join(config, 'proofloop', 'config.json'), '{"maxIterations": 1}');
    const { exitCode, stdout, temporary } = await play(['demo', '--keep'], {
      PATH: `${programs}:${process.env.PATH}`,
      OPENAI_API_KEY: 'sk-a-key-of-the-user',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      PROOFLOOP_MAX_ITERATIONS: '1',
      PROOFLOOP_VERIFY: 'false',
      XDG_CONFIG_HOME: config,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('iteration 2 of 8');
    expect(stdout).not.toContain('sk-a-key');
    const [folder = ''] = await readdir(temporary);
    expect(stdout).toContain(`export PROOFLOOP_HOME=${join(temporary, folder, 'home')}`);
    const shown = await runProgram({
      args: ['show', 'latest'],
      folder: join(temporary, folder, 'fair-split'),
      home: join(temporary, folder, 'home'),
    });
    expect(shown).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('completed: all gates met') });
    const replayed = await runProgram({
      args: ['replay', 'latest', '--execute'],
      folder: join(temporary, folder, 'fair-split'),
      home: join(temporary, folder, 'home'),
    });
    expect(replayed).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/identical: .*\nexecuted: .* every tree and verdict as recorded\n/),
    });
  },
);

test('without arguments, but with a key, the help is shown', async () => {
  const helped = await play([], { OPENAI_API_KEY: 'sk-a-key-of-the-user' });
  expect(helped).toMatchObject({ exitCode: 2, stdout: '' });
  expect(helped.stderr).toContain('Usage: proofloop');
});
