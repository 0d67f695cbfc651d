import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { coderOutput, plannerOutput, workItem } from '../support/role-outputs.ts';
import { endpointFor, repositoryWith, sumProject, temporaryFolder } from '../support/run-fixture.ts';
import { finalJson, hang, toolCalls } from '../support/scripted-answers.ts';
import { openTerminal, programCall, type Terminal } from '../support/terminal.ts';

const steering = '\u001b]2;pwned\u0007\u001b[2J\u001b[5;5Hforged\u001b[31m';

/** A run whose planner writes what steers a terminal, and whose coder never answers its second request. */
async function startWatchedRun(size: { columns: number; rows: number }) {
  const [folder, home] = [await repositoryWith(sumProject), await temporaryFolder()];
  const endpoint = await endpointFor(({ role, step }) => {
    const tasks = [workItem('sum', { title: `Mend 日本語 ${steering}` })];
    if (role === 'planner')
      return finalJson(plannerOutput({ summary: `A plan. ${steering}`, done_flag: true, tasks }));
    if (role === 'tester') return finalJson(coderOutput());
    if (step > 1) return hang();
    return toolCalls([
      { name: 'shell', args: { command: `printf '%s' '${steering}'; exit 3`, timeout_ms: null } },
    ]);
  });
  const terminal = openTerminal(size, folder, { HOME: home, PROOFLOOP_HOME: home });
  const options = `--task 'Mend the sum.' --verify 'sh check.sh' --sandbox off --base-url ${endpoint.baseUrl}`;
  terminal.type(`${programCall} run ${options}`);
  return { terminal, folder, home };
}

/** The rows from the last head of the live area on, with those above it that begin like one. */
function liveArea(rows: readonly string[]) {
  const isHead = (row: string) => /iteration 1 of 8 {2}.* of 4h/.test(row);
  // What stood there when the program was suspended stays above what the shell was told since.
  const since = rows.slice(rows.findLastIndex((row) => /^\S*\$ fg$|# fg$/.test(row)) + 1);
  return { area: rows.slice(rows.findLastIndex(isHead)), heads: since.filter(isHead).length, since };
}

/** Waits for it: for a moment after a change of size the terminal itself has wrapped what stood there. */
const expectArea = (terminal: Terminal, size: { columns: number; rows: number }) =>
  vi.waitFor(() => checkArea(terminal.screen(), size), { timeout: 100_000, interval: 200 });

function checkArea(shown: readonly string[], { columns, rows }: { columns: number; rows: number }) {
  expect(shown.join('\n')).toMatch(/^coder +waits for/m);
  const { area, heads, since } = liveArea(shown);
  expect(heads, shown.join('\n')).toBe(1);
  // Nothing is left of the area as it was before the terminal became narrower.
  expect(
    since.filter((row) => row.startsWith('spend ')),
    shown.join('\n'),
  ).toHaveLength(1);
  expect(area.length).toBeLessThanOrEqual(Math.min(8, rows - 1));
  expect(shown.length).toBeLessThanOrEqual(rows);
  for (const row of shown) expect(row.length).toBeLessThanOrEqual(columns);
  for (const label of ['coder ', 'gates ', 'spend '])
    expect(area.filter((row) => row.startsWith(label))).toHaveLength(1);
  expect(shown.join('\n')).not.toContain('pwned');
}

test('on a terminal of any size a live area stays below the log, obeys keys, and steps aside for the shell', async () => {
  const { terminal, folder, home } = await startWatchedRun({ columns: 80, rows: 24 });
  await terminal.shows(/^coder +waits for \S+ step 2/m);
  for (const size of [
    { columns: 80, rows: 24 },
    { columns: 120, rows: 40 },
    { columns: 200, rows: 60 },
    { columns: 40, rows: 10 },
  ]) {
    terminal.resize(size.columns, size.rows);
    await expectArea(terminal, size);
  }
  terminal.resize(100, 30);
  expect(terminal.title()).toMatch(/^proofloop 1\/8 coding: Mend the sum\.$/);
  terminal.press('?');
  await terminal.shows(/^d +show the changes so far/m);
  terminal.press('d');
  await terminal.shows(/nothing is changed so far/);

  terminal.press('C-z');
  await terminal.shows(/Stopped/);
  terminal.type('echo the shell answers');
  await terminal.shows(/^the shell answers$/m);
  terminal.type('fg');
  await expectArea(terminal, { columns: 100, rows: 30 });

  const [runId = ''] = readdirSync(join(home, 'runs'));
  const other = openTerminal({ columns: 90, rows: 30 }, folder, {
    HOME: home,
    PROOFLOOP_HOME: home,
    NO_COLOR: '1',
  });
  other.type(`${programCall} watch ${runId}`);
  await expectArea(other, { columns: 90, rows: 30 });
  other.press('q');
  await other.shows(/you no longer watch; the run goes on/);

  terminal.press('q');
  await terminal.shows(/the run goes on, in plain lines/);
  terminal.press('C-c');
  await terminal.shows(/next +proofloop resume/);
  terminal.type('echo exit code $?');
  await terminal.shows(/^exit code 130$/m);
  expect(terminal.everything().match(/^stopped: interrupted$/gm)?.length).toBeLessThanOrEqual(2);
  expect(existsSync(join(home, 'runs', runId, 'loop.jsonl'))).toBe(true);
});

test('Ctrl-C stops a run in the live view, and s does', async () => {
  for (const key of ['C-c', 's']) {
    const { terminal } = await startWatchedRun({ columns: 70, rows: 20 });
    await terminal.shows(/^coder +waits for \S+ step 2/m);
    terminal.press(key);
    await terminal.shows(/next +proofloop resume/);
    terminal.type('echo exit code $?');
    await terminal.shows(/^exit code 130$/m);
  }
});
