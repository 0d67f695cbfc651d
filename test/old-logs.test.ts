import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { foldAll } from '../src/core/fold/fold.ts';
import { summarize } from '../src/core/summary.ts';
import { replay } from '../src/engine/replay.ts';
import { readLog } from '../src/log/file/read-log.ts';
import { runProgram } from './support/program.ts';
import { temporaryFolder } from './support/run-fixture.ts';

/** Complete logs, by the version of the log that recorded them. They are never recorded again or edited. */
const folder = join(import.meta.dirname, 'fixtures/logs');
const logs = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.jsonl')).sort();

test('there are logs of every version', () => {
  expect([...new Set(logs.map((name) => name.split('/')[0]))]).toEqual(['v1']);
});

describe.each(logs)('the log %s', (name) => {
  const path = join(folder, name);

  test('is read, folded and replayed as when it was recorded', async () => {
    const { events } = await readLog(path);
    const state = foldAll(events) ?? expect.fail('the log is empty');
    expect(summarize(state)).toEqual(events.at(-1)?.payload);
    expect(replay(events)).toMatchObject({ events: events.length, divergence: null });
  });

  test('is shown and replayed by the program', async () => {
    const home = await temporaryFolder();
    const call = (...args: string[]) => runProgram({ args, folder: home, home });
    const shown = await call('show', path, '--json');
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
    const { events } = await readLog(path);
    expect(JSON.parse(shown.stdout)).toMatchObject(events.at(-1)?.payload ?? {});
    expect(await call('replay', path)).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
