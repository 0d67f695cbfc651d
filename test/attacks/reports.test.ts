import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { attack, makeScene, viewOf } from '../support/attack.ts';

const inside = '/run/proofloop/reports';

test('reports of a command reach the folder that was named for them, from every view', async () => {
  const scene = await makeScene();
  for (const kind of ['planner', 'tester', 'verification'] as const) {
    const reportFolder = join(scene.folder, `of-${kind}`);
    mkdirSync(reportFolder);
    const view = viewOf(scene.view.root, kind);
    const command = `mkdir ${inside}/1 && echo whole > ${inside}/1/report && chmod 000 ${inside}/1`;
    const outcome = await attack({ ...scene, view }, command, scene.containment, { reportFolder });
    expect(outcome).toMatchObject({ exitCode: 0, output: '' });
    expect(readFileSync(join(reportFolder, '1/report'), 'utf8')).toBe('whole\n');
  }
});

test('a command finds nothing of the one before, and what it leaves behind holds nobody up', async () => {
  const scene = await makeScene();
  const folder = join(scene.folder, 'sandbox');
  const sandbox = createBubblewrap(scene.containment, folder);
  const run = (command: string) =>
    sandbox.run(scene.view, {
      command,
      input: null,
      folder: '',
      timeoutMs: 300_000,
      outputLimitBytes: 2000,
      reportFolder: null,
      signal: new AbortController().signal,
    });
  const hostile = `ls -A ${inside}; mkdir -p ${inside}/a/b; echo x > ${inside}/a/b/c; chmod 000 ${inside}/a/b ${inside}/a`;
  for (let count = 0; count < 3; count += 1) {
    expect(await run(hostile)).toMatchObject({ exitCode: 0, output: '' });
  }
  expect(readdirSync(join(folder, 'reports'))).toEqual([]);
});

test('our own file for runners can be read and not be changed', async () => {
  const scene = await makeScene();
  const hook = '/run/proofloop/node_modules/ask-for-report/ask-for-report.cjs';
  const outcome = await attack(
    scene,
    `test -r ${hook} && { echo x > ${hook} || rm -f ${hook} || mv /run/proofloop /run/other; } 2>/dev/null; echo $?`,
  );
  expect(outcome.output.trim()).not.toBe('0');
  expect(existsSync(scene.containment.programs['ask-for-report'])).toBe(true);
});
