import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CommandOutcome, CommandRequest } from '../../src/ports/sandbox.ts';
import { attack, makeScene, type Scene, uncontained } from '../support/attack.ts';

type Run = (scene: Scene, command: string, request?: Partial<CommandRequest>) => Promise<CommandOutcome>;

const ways: [string, Run][] = [
  ['in the sandbox', (scene, command, request) => attack(scene, command, scene.containment, request)],
  ['without one', uncontained],
];

test.each(ways)('a command runs once it may, and not before: %s', async (_where, run) => {
  const scene = await makeScene();
  const written = Promise.withResolvers<void>();
  const running = run(scene, 'echo > ran', { mayRun: written.promise });
  // A whole other command is time enough for one that is not held back.
  expect((await run(scene, 'sleep 0.2')).exitCode).toBe(0);
  expect(existsSync(join(scene.view.root, 'ran'))).toBe(false);
  written.resolve();
  expect((await running).exitCode).toBe(0);
  expect(existsSync(join(scene.view.root, 'ran'))).toBe(true);
});

test.each(ways)('a command that may not run has not, and the reason is told: %s', async (_where, run) => {
  const scene = await makeScene();
  const mayRun = Promise.reject(new Error('the disk is full'));
  await expect(run(scene, 'echo > ran', { mayRun })).rejects.toThrow('the disk is full');
  expect(existsSync(join(scene.view.root, 'ran'))).toBe(false);
  expect((await run(scene, 'echo > ran')).exitCode).toBe(0);
  expect(existsSync(join(scene.view.root, 'ran'))).toBe(true);
});
