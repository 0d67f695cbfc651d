import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CommandRequest, Sandbox } from '../../src/ports/sandbox.ts';
import type { View } from '../../src/ports/view.ts';
import { openToCommands, processesNaming, requestFor, until } from '../support/attack.ts';

export interface SandboxScene {
  sandbox: Sandbox;
  view: View;
}

/** What every Sandbox keeps to. `newScene` gives one, and a view with an empty folder of files. */
export function sandboxContract(newScene: () => Promise<SandboxScene>): void {
  async function run(command: string, part: Partial<CommandRequest> = {}, scene?: SandboxScene) {
    const { sandbox, view } = scene ?? (await newScene());
    return sandbox.run(view, { ...requestFor(command), ...part });
  }

  describe('what a command gets', () => {
    test('its exit code, and stdout and stderr in the order of writing', async () => {
      const { durationMs, ...outcome } = await run('for i in 1 2 3; do echo o$i; echo e$i >&2; done; exit 3');
      expect(outcome).toEqual({ exitCode: 3, timedOut: false, output: 'o1\ne1\no2\ne2\no3\ne3\n' });
      expect(durationMs).toBeGreaterThan(0);
    });

    test('the files of the view, in the folder it asked for, and we get what it writes', async () => {
      const scene = await newScene();
      const folder = join(scene.view.root, 'sub');
      mkdirSync(folder);
      await openToCommands(folder);
      writeFileSync(join(folder, 'given'), 'from us\n');
      const { output } = await run('cat given; echo back > sent', { folder: 'sub' }, scene);
      expect(output).toBe('from us\n');
      expect(await readFile(join(folder, 'sent'), 'utf8')).toBe('back\n');
    });

    test('the end of file on stdin, or the input of its request', async () => {
      expect(await run('cat; echo done')).toMatchObject({ exitCode: 0, output: 'done\n' });
      expect(await run('cat', { input: 'é given' })).toMatchObject({ exitCode: 0, output: 'é given' });
    });

    test('nothing of the environment that is not allowed', async () => {
      process.env.PROOFLOOP_CONTRACT_KEY = 'sk-not-for-commands';
      onTestFinished(() => {
        delete process.env.PROOFLOOP_CONTRACT_KEY;
      });
      const { exitCode, output } = await run('env');
      expect([exitCode, output.includes('PATH='), output.includes('sk-not-for-commands')]).toEqual([
        0,
        true,
        false,
      ]);
    });

    test('a HOME and a TMPDIR of its own, of which nothing is left in the view', async () => {
      const scene = await newScene();
      const { exitCode } = await run('cd && echo x > f && mktemp && echo y > "$TMPDIR/g"', {}, scene);
      expect(exitCode).toBe(0);
      expect(await readdir(scene.view.root)).toEqual([]);
    });

    test('its own output alone, also where others run at the same time', async () => {
      const scene = await newScene();
      const names = ['one', 'two', 'three'];
      const outcomes = await Promise.all(
        names.map((name) => run(`echo ${name}; sleep 0.1; echo ${name}`, {}, scene)),
      );
      expect(outcomes.map(({ output }) => output)).toEqual(names.map((name) => `${name}\n${name}\n`));
    });
  });

  describe('how a command ends', () => {
    test('by a signal of its own: 128 + n', async () => {
      expect(await run('kill -SEGV $$')).toMatchObject({ exitCode: 139, timedOut: false });
    });

    test('not started: 127, with the reason as its output', async () => {
      const outcome = await run('true', { folder: 'missing' });
      expect(outcome).toMatchObject({ exitCode: 127, timedOut: false });
      expect(outcome.output).toContain('missing');
    });

    test('at its time limit, with what it had printed', async () => {
      const outcome = await run('echo before; sleep 60; echo after', { timeoutMs: 8000 });
      expect(outcome).toMatchObject({ exitCode: null, timedOut: true });
      expect(outcome.output).toMatch(/^before\n/);
      expect(outcome.output).not.toContain('after');
    });

    test('by an abort, rejecting with its reason when it is gone', async () => {
      const scene = await newScene();
      const word = newWord();
      const controller = new AbortController();
      const reason = new Error('stop');
      const running = run(`exec -a ${word} sleep 60`, { signal: controller.signal }, scene);
      running.catch(() => {});
      await until(() => processesNaming(word).length > 0, running);
      controller.abort(reason);
      await expect(running).rejects.toBe(reason);
      expect(processesNaming(word)).toEqual([]);
      await expect(run('true', { signal: controller.signal }, scene)).rejects.toBe(reason);
    });

    test('with all that it has started', async () => {
      const word = newWord();
      const daemon = `setsid bash -c 'setsid bash -c "exec -a ${word} sleep 60" &' &`;
      const { output } = await run(
        `${daemon} until grep -qs ${word} /proc/[0-9]*/cmdline; do :; done; echo started`,
      );
      expect(output).toContain('started\n');
      expect(processesNaming(word)).toEqual([]);
    });
  });

  describe('a command that may not run yet', () => {
    test('waits until it may', async () => {
      const scene = await newScene();
      const { promise, resolve } = Promise.withResolvers<void>();
      const running = run('cat word', { mayRun: promise }, scene);
      writeFileSync(join(scene.view.root, 'word'), 'written before it may\n');
      resolve();
      expect(await running).toMatchObject({ exitCode: 0, output: 'written before it may\n' });
    });

    test('never runs where it may not, and rejects with the reason', async () => {
      const scene = await newScene();
      const reason = new Error('no line for it');
      const refused = Promise.reject(reason);
      refused.catch(() => {});
      await expect(run('echo x > trace', { mayRun: refused }, scene)).rejects.toBe(reason);
      expect(await readdir(scene.view.root)).toEqual([]);
    });
  });

  test('more output than was asked for is cut in the middle, and says so', async () => {
    const { output } = await run('seq 1 10000', { outputLimitBytes: 1000 });
    expect(output).toMatch(/^1\n2\n/);
    expect(output).toMatch(/left out/);
    expect(output).toMatch(/\n9999\n10000\n$/);
    expect(output.length).toBeLessThan(1500);
  });
}

/** A word that the command line of one test's processes has, and no other's. */
const newWord = () => `proofloop-contract-${process.pid}-${Math.random().toString(36).slice(2)}`;
