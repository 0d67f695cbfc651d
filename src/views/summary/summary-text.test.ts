import { describe, expect, test } from 'vitest';
import { runOptions } from '../../../test/support/pure-run.ts';
import { workItem } from '../../../test/support/role-outputs.ts';
import { phaseOfEnd } from '../../core/summary.ts';
import { type Summary, stopReasons } from '../../core/summary-schema.ts';
import { type SummaryFacts, summaryText } from './summary-text.ts';
import { verificationReport } from './verification-report.ts';

const completed: Summary = {
  run_id: 'r1',
  task: 'Add a parser.\nWith tests.',
  phase: 'completed',
  iteration: 2,
  max_iterations: 8,
  stop_reason: 'completion_gates_met',
  tests_passed: true,
  done_flag: true,
  tasks: [workItem('parser', { status: 'done' }), workItem('docs', { status: 'done' })],
  pending_tasks: [],
  artifacts: ['src/parse.test.ts', 'src/parse.ts'],
  consecutive_failures: 0,
  no_progress_iterations: 0,
  errors: [],
  usage: {
    requests: 12,
    input_tokens: 80_000,
    cached_input_tokens: 60_000,
    output_tokens: 4000,
    cost_usd: 0.043,
    unreported: { requests: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0 },
  },
  evidence: { level: 'verified', grade: 'exit-code', verdict: 'verified' },
  branch: 'proofloop/r1',
};

const facts: SummaryFacts = {
  reason: null,
  gates: [
    '[x] tests_passed: "npm test" exited 0 on a fresh checkout',
    '[x] no_open_work_items: all 2 items are done',
    '[x] done_flag',
  ],
  verification: null,
  options: runOptions(),
  certificate: ['/home/runs/r1/certificate.json'],
  elapsedMs: 192_000,
  writer: null,
  foreignLog: null,
  failedCommand: null,
  undelivered: [],
  said: { planner: null, coder: null, tester: null },
  applied: false,
};

test('a run that completed', () => {
  expect(summaryText(completed, facts).join('\n')).toBe(
    `completed: all gates met

run         r1
task        Add a parser.
iterations  2 of 8 in 3m 12s
gates       [x] tests_passed: "npm test" exited 0 on a fresh checkout
            [x] no_open_work_items: all 2 items are done
            [x] done_flag
items       done  parser  Task parser
            done  docs  Task docs
evidence    verified (exit-code): the verify commands passed on a fresh checkout of the result
sandbox     off: commands run as you, with your files and your network in reach
changed     2 files
            src/parse.test.ts
            src/parse.ts
branch      proofloop/r1
certificate /home/runs/r1/certificate.json
tokens      80,000 in (75% cached), 4,000 out, 12 requests
cost        $0.04
log         /home/runs/r1/loop.jsonl

next        proofloop diff r1   see the changes
            proofloop apply r1  bring them into your files
            proofloop show r1   see what happened`,
  );
});

test('a run that a guard stopped before it changed anything', () => {
  const summary: Summary = {
    ...completed,
    phase: 'stopped',
    iteration: 8,
    stop_reason: 'max_iterations_reached',
    tests_passed: false,
    tasks: [workItem('parser', { status: 'in_progress', title: '\u001b[31mred\u001b[0m' })],
    artifacts: [],
    errors: ['1', '2', '3', '4', '5', 'iteration 8: \u0007the endpoint\nis away'],
    usage: { ...completed.usage, cost_usd: null },
    evidence: { level: 'verified', grade: null, verdict: 'unverified' },
    branch: null,
  };
  expect(
    summaryText(summary, { ...facts, reason: 'tests_passed: it fails', gates: [], certificate: [] }).join(
      '\n',
    ),
  ).toBe(
    `stopped: max iterations reached (8)
not done: tests_passed: it fails

run         r1
task        Add a parser.
iterations  8 of 8 in 3m 12s
gates       not evaluated
items       in_progress  parser  red
evidence    unverified: this result was not measured
sandbox     off: commands run as you, with your files and your network in reach
changed     nothing
tokens      80,000 in (75% cached), 4,000 out, 12 requests
cost        unknown
errors      1 earlier one is in the log
            2
            3
            4
            5
            iteration 8: the endpoint is away
log         /home/runs/r1/loop.jsonl

next        proofloop resume r1 --max-iterations 16  go on from here
            proofloop show r1                        see what happened`,
  );
});

test('requests without a report are told with what they are charged, and the cost with the date of its prices', () => {
  const price = {
    input: 1,
    cached_input: 0.1,
    cache_write: null,
    output: 5,
    long_context: null,
    as_of: '2026-10',
  };
  const unreported = { requests: 2, input_tokens: 9000, output_tokens: 32_000, cost_usd: 0.169 };
  const summary = { ...completed, usage: { ...completed.usage, unreported } };
  const text = summaryText(summary, { ...facts, options: runOptions({ prices: { m: price } }) }).join('\n');
  expect(text).toContain(`
tokens      80,000 in (75% cached), 4,000 out, 12 requests
            2 requests without a report: charged to the budgets with up to 41,000 tokens and $0.17
cost        $0.04 (prices of 2026-10)
`);
});

test.each([
  ['key', 'the key was refused'],
  ['access', 'the key may not use the model'],
  ['not_found', 'the endpoint has no such model, or is not at this address'],
  ['quota', 'the quota is used up'],
  ['certificate', "the endpoint's certificate is not trusted"],
] as const)('what the endpoint refuses stands in the first line: %s', (refusal, words) => {
  const refused = {
    ...completed,
    phase: 'stopped' as const,
    stop_reason: 'endpoint_refused' as const,
    refusal,
  };
  expect(summaryText(refused, facts)[0]).toBe(`stopped: ${words}`);
});

describe('the first line', () => {
  test.each([
    ['completion_gates_met', 'completed: all gates met'],
    ['max_iterations_reached', 'stopped: max iterations reached (8)'],
    ['no_progress_guard_triggered', 'stopped: no progress in 2 iterations in a row'],
    ['max_consecutive_failures', 'failed: 3 iterations in a row failed'],
    [
      'token_budget_exhausted',
      'stopped: token budget exhausted (84,000 used, too few left for another model call)',
    ],
    [
      'cost_budget_exhausted',
      'stopped: cost budget exhausted ($0.04 spent, too little left for another model call)',
    ],
    ['time_limit_reached', 'stopped: time limit reached'],
    ['disk_full', 'stopped: the disk is full'],
    ['endpoint_refused', 'stopped: the endpoint refused the request'],
    ['interrupted', 'stopped: interrupted'],
    ['blocked', 'stopped: every open work item is blocked'],
    ['needs_review', 'stopped: needs review: only changes to tests or their configuration stand in the way'],
  ] as const)('%s', (reason, line) => {
    const counts = { no_progress_iterations: 2, consecutive_failures: 3 };
    const lines = summaryText(
      { ...completed, ...counts, phase: phaseOfEnd(reason), stop_reason: reason },
      facts,
    );
    expect(lines[0]).toBe(line);
  });

  test('say where an open run stands, and whether anybody works on it', () => {
    const open: Summary = { ...completed, phase: 'coding', stop_reason: null };
    const ends = (writer: number | null) => {
      const lines = summaryText(open, { ...facts, writer });
      return lines[0];
    };
    const left = 'coding: iteration 2 of 8; no process works on it any more';
    const live = 'coding: iteration 2 of 8; process 123 works on it';
    expect([ends(null), ends(123)]).toEqual([left, live]);
  });

  test("say that the tester's word alone completed a run", () => {
    const evidence = { level: 'claimed', grade: null, verdict: 'unverified' } as const;
    const lines = summaryText({ ...completed, evidence }, facts);
    expect(lines[0]).toBe('completed: all gates met, unverified');
    expect(lines).toContain(
      "evidence    unverified: nothing was measured; only the tester's word counts at level claimed",
    );
  });
});

describe('next steps', () => {
  function steps(fields: Partial<Summary>, more: Partial<SummaryFacts> = {}): string[] {
    const lines = summaryText({ ...completed, ...fields }, { ...facts, ...more });
    return lines.flatMap((line) => /proofloop (.*?) {2}/.exec(line)?.[1] ?? []);
  }

  test('a result that is in the working tree is not applied again', () => {
    expect(steps({}, { applied: true })).toEqual(['diff r1', 'show r1']);
  });

  test('a run that a process works on is watched or stopped, not resumed', () => {
    const open = { phase: 'coding', stop_reason: null } as const;
    expect(steps(open, { writer: 123 })).toEqual(['diff r1', 'watch r1', 'stop r1']);
    expect(steps(open, { foreignLog: '/tmp/sent.jsonl' })).toEqual(['log /tmp/sent.jsonl']);
    expect(steps(open)).toEqual(['diff r1', 'apply r1', 'resume r1', 'show r1']);
  });

  test.each([
    ['no_progress_guard_triggered', 'resume r1'],
    ['token_budget_exhausted', 'resume r1 --max-tokens 10000000'],
    ['cost_budget_exhausted', 'resume r1 --max-cost 20'],
    ['time_limit_reached', 'resume r1 --max-time 28800s'],
    ['interrupted', 'resume r1'],
  ] as const)('%s can go on with: %s', (reason, step) => {
    const options = runOptions({ max_cost_usd: 10 });
    const lines = summaryText(
      { ...completed, phase: phaseOfEnd(reason), stop_reason: reason },
      { ...facts, options },
    );
    expect(lines.join('\n')).toContain(`proofloop ${step}  `);
  });

  test('a run that needs review can be accepted with the paths of its changes, as globs, quoted for the shell', () => {
    const changes = ['test/sum.test.js', 'test/[id] page.js'];
    const verification = verificationReport({
      iteration: 2,
      tree: 't',
      grade: 'exit-code',
      commands: [],
      verdict: 'refused',
      reasons: [],
      reviewable: true,
      protected_changes: changes.map((path) => ({ path, kind: 'test', change: 'modified' })),
      failing_tests: [],
      flaky_tests: [],
      unsteady_tests: [],
      newly_passing_tests: [],
      proposed_command: null,
    });
    const summary: Summary = { ...completed, phase: 'stopped', stop_reason: 'needs_review' };
    const text = summaryText(summary, { ...facts, verification }).join('\n');
    expect(text).toContain(
      "proofloop accept r1 --allow-changes test/sum.test.js --allow-changes 'test/\\[id\\] page.js'  allow these changes",
    );
    expect(text).toContain('proofloop diff r1  ');
  });

  test.each(stopReasons)('%s: only a run that did not complete can be resumed', (reason) => {
    const resumable = steps({ phase: phaseOfEnd(reason), stop_reason: reason }).some((step) =>
      step.startsWith('resume'),
    );
    expect(resumable).toBe(reason !== 'completion_gates_met');
  });
});

test('of many changed files the first twenty are named', () => {
  const artifacts = Array.from({ length: 23 }, (_, index) => `file-${index}`);
  const lines = summaryText({ ...completed, artifacts }, facts);
  expect(lines).toContain('changed     23 files');
  expect(lines).toContain('            file-19');
  expect(lines).not.toContain('            file-20');
  expect(lines).toContain('            and 3 more');
});

test('a result that went beside a branch says where the other one is', () => {
  const text = summaryText({ ...completed, branch: 'proofloop/r1-beside-2' }, facts).join('\n');
  expect(text).toContain('branch      proofloop/r1-beside-2\n            proofloop/r1 is or was checked out');
});

test('what a command that failed said last, and what the roles said, stand in the summary', () => {
  const failedCommand = {
    command: 'npm test',
    exit_code: 1,
    timed_out: false,
    duration_ms: 1,
    tests: null,
    output: ['a', 'b', 'c', 'd', 'e', '', '\u001b[31mnot ok 2\u001b[0m', ''].join('\n'),
  };
  const said = { planner: null, coder: 'It adds.\nIn \u001b[2Jone file.', tester: 'Passes.' };
  const lines = summaryText(completed, { ...facts, failedCommand, said });
  const from = lines.findIndex((line) => line.startsWith('failed'));
  expect(lines.slice(from, from + 9)).toEqual([
    'failed      npm test (exit code 1), its last lines:',
    '              b',
    '              c',
    '              d',
    '              e',
    '              not ok 2',
    'coder       It adds.',
    '            In one file.',
    'tester      Passes.',
  ]);
});

test.each([
  ['stopped', 'proofloop queue resume r1 --max-iterations 16'],
  ['failed', 'proofloop queue retry r1'],
] as const)('a run of a queue that has %s is given back to its workers', (phase, command) => {
  const options = runOptions({ log_path: 'postgresql://database/fleet#r1' });
  const stop_reason = phase === 'stopped' ? 'max_iterations_reached' : 'max_consecutive_failures';
  const summary = {
    ...completed,
    phase,
    stop_reason,
    evidence: { ...completed.evidence, verdict: 'refused' },
  } as const;
  const lines = summaryText(summary, { ...facts, options });
  expect(lines.join('\n')).toContain(`${command}`);
  expect(lines.join('\n')).not.toContain('proofloop resume');
  const running = summaryText(
    { ...summary, stop_reason: null, phase: 'coding' },
    { ...facts, options, writer: 7 },
  );
  expect(running.join('\n')).toContain('proofloop queue cancel r1');
});
