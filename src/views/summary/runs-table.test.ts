import { expect, test } from 'vitest';
import type { Summary } from '../../core/summary-schema.ts';
import { costSums, costTable } from './cost-sums.ts';
import { isFound, type RunRow, runsTable } from './runs-table.ts';

const now = Date.parse('2026-10-20T12:00:00.000Z');

function row(runId: string, minutesAgo: number, fields: Partial<Summary>): RunRow {
  return {
    isRunning: fields.phase === 'coding',
    judged: null,
    workspace: '/home/me/shop',
    startedAt: now - minutesAgo * 60_000,
    summary: {
      run_id: runId,
      task: 'Do it',
      phase: 'completed',
      iteration: 2,
      max_iterations: 8,
      stop_reason: 'completion_gates_met',
      tests_passed: true,
      done_flag: true,
      tasks: [],
      pending_tasks: [],
      artifacts: [],
      consecutive_failures: 0,
      no_progress_iterations: 0,
      errors: [],
      usage: usageOf(0.25),
      evidence: { level: 'verified', grade: 'exit-code', verdict: 'verified' },
      branch: null,
      ...fields,
    },
  };
}

function usageOf(cost_usd: number | null): Summary['usage'] {
  const unreported = { requests: 0, input_tokens: 0, output_tokens: 0, cost_usd };
  return { requests: 1, input_tokens: 0, cached_input_tokens: 0, output_tokens: 0, cost_usd, unreported };
}

test('the runs, as wide as the screen', () => {
  const rows = [
    row('20261020-a1', 0, { phase: 'coding', stop_reason: null, iteration: 1 }),
    row('20261020-b2', 90, { task: '\n  Rename the module and all that uses it, everywhere\nand more' }),
    { ...row('20261019-d4', 1500, { phase: 'coding', stop_reason: null }), isRunning: false },
    row('20261008-c3', 17_000, {
      phase: 'stopped',
      stop_reason: 'max_iterations_reached',
      iteration: 12,
      max_iterations: 12,
      usage: usageOf(null),
      task: '\u001b[2J日本語のタスクを実行してください',
    }),
  ];
  expect(runsTable(rows, now, 95).join('\n')).toBe(
    `run          started   repository  outcome            iterations  cost     task
20261020-a1  just now  shop        coding             1/8         $0.25    Do it
20261020-b2  1h ago    shop        completed          2/8         $0.25    Rename the module...
20261019-d4  1d ago    shop        left while coding  2/8         $0.25    Do it
20261008-c3  11d ago   shop        max iterations     12/12       unknown  日本語のタスクを...`,
  );
});

test('no runs leave the header', () => {
  expect(runsTable([], now)).toEqual(['run  started  repository  outcome  iterations  cost  task']);
});

test('no column is lost in a narrow screen', () => {
  const rows = [
    row('20261020-201511-abcdef', 90, { task: 'Rename the module and all that uses it, everywhere' }),
  ];
  expect(runsTable(rows, now, 60)).toEqual([
    'run  started  repository  outcome',
    '  iterations  cost  task',
    '20261020-201511-abcdef  1h ago  shop  completed',
    '  2/8  $0.25  Rename the module and all that uses it, eve...',
  ]);
  expect(runsTable(rows, now, 200)).toEqual(runsTable(rows, now));
  expect(runsTable(rows, now)[1]).toContain('Rename the module and all that uses it, everywhere');
});

test('runs are found by words of their id, repository, outcome and task, all of them', () => {
  const run = row('20261020-b2', 90, { task: 'Rename the module' });
  expect([['shop'], ['RENAME', 'completed'], ['b2'], []].map((words) => isFound(run, words))).toEqual(
    Array(4).fill(true),
  );
  expect(isFound(run, ['rename', 'failed'])).toBe(false);
});

test('what the runs came to by day and repository', () => {
  const other = { ...row('c', 3000, { usage: usageOf(1.5) }), workspace: '/work/b\u001b[2J' };
  const rows = [row('a', 5, {}), row('b', 10, { usage: usageOf(null) }), other];
  expect(costSums(rows)).toMatchObject([
    { workspace: '/home/me/shop', runs: 2, costUsd: 0.25, unknown: 1 },
    { runs: 1, costUsd: 1.5, unknown: 0 },
  ]);
  expect(costTable(rows)).toEqual([
    expect.stringMatching(/^day +repository +runs +tokens +cost$/),
    expect.stringMatching(/^2026-10-\d\d +shop +2 +0 +\$0\.25, and 1 of unknown cost$/),
    expect.stringMatching(/^2026-10-\d\d +b +1 +0 +\$1\.50$/),
    expect.stringMatching(/^all +3 +0 +\$1\.75, and 1 of unknown cost$/),
  ]);
});
