import { expect, test } from 'vitest';
import { replay } from '../../src/engine/replay.ts';
import { eventsOf, payloadsOf, runProgram } from '../support/program.ts';
import { repositoryWith, temporaryFolder, writeFiles } from '../support/run-fixture.ts';

/** A suite that takes its time, and needs a port and a file of the machine for itself. */
const suite = `import { createServer } from 'node:net';
import { test } from 'node:test';
import assert from 'node:assert';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { sum } from './sum.mjs';

const alone = '/tmp/the-only-one';
test('nobody else is here', async () => {
  assert.ok(!existsSync(alone));
  writeFileSync(alone, '');
  const server = createServer().listen(8123, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  server.close();
});
`;

const program = (sign: string) => `export const sum = (a, b) => a ${sign} b;\n`;

test('checks run side by side, each as if it were alone, and a replay comes to the same verdict', async () => {
  const folder = await repositoryWith({ 'sum.mjs': program('-'), 'a.test.mjs': suite });
  const home = await temporaryFolder();
  const added =
    "import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { sum } from './sum.mjs';\n";
  writeFiles(folder, {
    'sum.mjs': program('+'),
    'b.test.mjs': `${added}test('adds', () => assert.equal(sum(2, 3), 5));\n`,
  });
  const call = (...args: string[]) => runProgram({ args, folder, home });
  const judged = await call(
    ...['judge', '--json', '--evidence', 'proven', '--jobs', '6', '--verify', 'node --test'],
  );
  expect(judged, judged.stdout + judged.stderr).toMatchObject({ exitCode: 0 });
  const events = eventsOf(judged.stdout);
  const results = payloadsOf(events, 'check_result');
  expect(payloadsOf(events, 'judge_finished')[0]).toMatchObject({ verdict: 'proven' });
  expect(payloadsOf(events, 'checks_ahead')[0]?.checks.map(({ check }) => check)).toEqual([
    'baseline',
    'candidate',
    'candidate',
  ]);
  expect(results.filter(({ beside = 0 }) => beside > 1).length).toBeGreaterThan(2);
  const commandsMs = results
    .flatMap(({ runs }) => runs.flat())
    .reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  const first = events.find(({ event }) => event === 'checks_ahead')?.ts ?? '';
  expect(Date.parse(events.at(-1)?.ts ?? '') - Date.parse(first)).toBeLessThan(commandsMs);
  expect(replay(events).divergence).toBeNull();
  expect(await call('replay', 'latest', '--execute')).toMatchObject({ exitCode: 0 });
});
