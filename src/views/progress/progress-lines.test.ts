import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logged, loopStarted, playRun, runOptions, textAnswer } from '../../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../../test/support/role-outputs.ts';
import type { LoggedEvent, NewEvent, Payload } from '../../core/events.ts';
import { fold, foldAll } from '../../core/fold/fold.ts';
import type { RunState } from '../../core/state.ts';
import { summarizeEnd, summarizeOpening } from '../../core/summary.ts';
import { columnsOf } from '../text/fit-columns.ts';
import { progressLines } from './progress-lines.ts';

const options = runOptions({
  models: { planner: 'm1', coder: 'm2', tester: 'm1' },
  verify: ['npm test', 'npm run lint'],
  max_cost_usd: 10,
  prices: {
    m1: { input: 1, cached_input: 0.1, cache_write: null, output: 5, long_context: null, as_of: '2026-10' },
    m2: { input: 2, cached_input: 0.2, cache_write: null, output: 10, long_context: null, as_of: '2026-10' },
  },
});

const planning = { iteration: 1, role: 'planner' as const };
const coding = { iteration: 1, role: 'coder' as const };
const testing = { iteration: 1, role: 'tester' as const };
const commandResult = { timed_out: false, duration_ms: 12_300, tests: null, output: '' };

function toolResult(fields: Partial<Payload<'tool_result'>>): NewEvent {
  const payload = {
    output: '',
    exit_code: 0,
    timed_out: false,
    duration_ms: 2300,
    tree: null,
    refused: [],
    undelivered: [],
    dependencies_key: null,
  };
  return { event: 'tool_result', payload: { ...coding, step: 1, call_id: 'c', ...payload, ...fields } };
}

function toolCall(name: string, values: unknown): NewEvent {
  const payload = { ...coding, step: 1, call_id: 'c', name, arguments: JSON.stringify(values) };
  return { event: 'tool_call', payload };
}

function response(where: typeof planning | typeof coding, tokens: number): NewEvent {
  return { event: 'model_response', payload: { ...where, step: 1, attempt: 1, ...textAnswer('', tokens) } };
}

/** A whole first iteration, then a second one that fails, a stop, and the closing event. */
function exampleRun(): LoggedEvent[] {
  const started = loopStarted(options);
  const beginning = [logged(started, 1, 0)];
  const opened = stateOf(beginning);
  const rest: NewEvent[] = [
    { event: 'iteration_started', payload: { iteration: 1, state: summarizeOpening(opened, 1) } },
    { event: 'role_started', payload: { ...planning, model: 'm1', tree: 'tree-0' } },
    {
      event: 'model_request',
      payload: {
        ...planning,
        step: 1,
        attempt: 1,
        model: 'm1',
        request_sha256: '0',
        reserved: { input_tokens: 9000, output_tokens: 16_384, cost_usd: 0.09 },
      },
    },
    {
      event: 'model_error',
      payload: {
        ...planning,
        step: 1,
        attempt: 1,
        kind: 'rate_limited',
        http_status: 429,
        message: 'the endpoint is busy',
        retry_after_ms: 30_000,
        may_be_billed: false,
      },
    },
    {
      event: 'role_retry',
      payload: {
        ...planning,
        attempt: 1,
        error: 'the endpoint is busy',
        delay_ms: 30_000,
        waits: true,
        stated: false,
      },
    },
    response(planning, 1_000_000),
    {
      event: 'role_retry',
      payload: {
        ...planning,
        attempt: 2,
        error: 'the answer is not JSON',
        delay_ms: 0,
        waits: false,
        stated: false,
      },
    },
    {
      event: 'planner_output',
      payload: {
        iteration: 1,
        ...plannerOutput({
          summary: 'Two items are needed. The rest is there.',
          done_flag: true,
          tasks: [
            workItem('parser', { title: 'Write the parser' }),
            workItem('docs', { title: 'Write the docs' }),
          ],
        }),
      },
    },
    { event: 'role_started', payload: { ...coding, model: 'm2', tree: 'tree-0' } },
    response(coding, 500_000),
    toolCall('shell', { command: 'npm test -- --reporter verbose '.repeat(5), timeout_ms: null }),
    toolResult({ exit_code: 1 }),
    toolCall('shell', { command: 'sleep 1000', timeout_ms: null }),
    toolResult({ exit_code: null, timed_out: true, duration_ms: 120_000 }),
    toolCall('apply_patch', { patch: '*** Begin Patch\n*** Add File: src/parse.ts\n+x\n*** End Patch' }),
    toolResult({
      tree: '0123456789abcdef',
      refused: [{ path: 'big.bin', reason: 'it is filtered by LFS' }],
    }),
    toolResult({
      tree: '0123456789abcdef',
      refused: [{ path: 'big.bin', reason: 'it is filtered by LFS' }],
    }),
    {
      event: 'coder_output',
      payload: {
        iteration: 1,
        ...coderOutput({ summary: 'Wrote the parser.', completed_task_ids: ['parser', 'x'] }),
      },
    },
    {
      event: 'checkpoint',
      payload: {
        iteration: 1,
        tree: '0123456789abcdef',
        commit: 'fedcba9876543210',
        branch: 'proofloop/r1',
        files: ['src/parse.ts'],
        short_diff: null,
        dependencies_key: '',
      },
    },
    { event: 'role_started', payload: { ...testing, model: 'm1', tree: '0123456789abcdef' } },
    {
      event: 'tester_output',
      payload: {
        iteration: 1,
        ...testerOutput({
          summary: 'All tests pass.',
          follow_up_tasks: [workItem('parser'), workItem('edge', { title: 'Cover the empty file' })],
        }),
      },
    },
    {
      event: 'check_started',
      payload: { iteration: 1, check: 'candidate', tree: '0123456789abcdef', commands: options.verify },
    },
    {
      event: 'check_result',
      payload: {
        iteration: 1,
        check: 'candidate',
        tree: '0123456789abcdef',
        commands: options.verify,
        cached: false,
        altered: null,
        runs: [
          [
            {
              ...commandResult,
              command: 'npm test',
              exit_code: 0,
              tests: {
                runner: 'vitest',
                passed: ['a', 'b'],
                failed: [],
                skipped: ['c'],
                reports: 1,
                problems: [],
              },
            },
            { ...commandResult, command: 'npm run lint', exit_code: 2 },
          ],
        ],
      },
    },
    {
      event: 'verification_result',
      payload: {
        iteration: 1,
        tree: '0123456789abcdef',
        grade: 'exit-code',
        commands: [
          { ...commandResult, command: 'npm test', exit_code: 0 },
          { ...commandResult, command: 'npm run lint', exit_code: 2 },
        ],
        verdict: 'refused',
        reasons: ['"npm run lint" on a fresh checkout exited with 2'],
        reviewable: false,
        protected_changes: [],
        failing_tests: [],
        flaky_tests: [],
        unsteady_tests: [],
        newly_passing_tests: [],
        proposed_command: null,
      },
    },
    {
      event: 'gate_evaluated',
      payload: {
        iteration: 1,
        gates: [
          { name: 'tests_passed', met: false, reason: '"npm run lint" on a fresh checkout exited with 2' },
          { name: 'done_flag', met: true, reason: 'nothing beyond the listed items is needed' },
        ],
      },
    },
    { event: 'iteration_finished', payload: { iteration: 1, fingerprint: 'f1', tree: '0123456789abcdef' } },
    { event: 'iteration_started', payload: { iteration: 2, state: summarizeOpening(opened, 2) } },
    { event: 'role_started', payload: { ...planning, iteration: 2, model: 'm1', tree: '0123456789abcdef' } },
    {
      event: 'step_failed',
      payload: { iteration: 2, step: 'planner', error: 'planner: the key was refused' },
    },
    {
      event: 'iteration_failed',
      payload: { iteration: 2, error: 'planner: the key was refused', consecutive_failures: 2 },
    },
    { event: 'stop_requested', payload: { signal: 'SIGINT' } },
  ];
  const open = [...beginning, ...rest.map((event, index) => logged(event, index + 2, (index + 1) * 1000))];
  const closing: NewEvent = { event: 'loop_stopped', payload: summarizeEnd(stateOf(open), 'interrupted') };
  return [...open, logged(closing, open.length + 1, open.length * 1000)];
}

function stateOf(events: readonly LoggedEvent[]): RunState {
  const state = foldAll(events);
  if (state === null) throw new Error('the example has no events');
  return state;
}

function tell(events: readonly LoggedEvent[]): string[] {
  let state: RunState | null = null;
  return events.flatMap((event) => {
    const before: RunState | null = state;
    state = fold(before, event);
    return progressLines(before, state, event);
  });
}

test('a run as a person reads it', () => {
  expect(tell(exampleRun()).join('\n')).toBe(`run r1 in /repository
  task      Do it.
  base      tree tree-0, no commit
  models    planner m1, coder m2, tester m1
  endpoint  http://127.0.0.1:1/v1
  verify    npm test  (from --verify)
            npm run lint
  evidence  verified, expecting change
  sandbox   off: commands run as you, with your files and your network in reach
  limits    8 iterations, 5,000,000 tokens, $10.00, 4h

iteration 1 of 8
  planner   starts with m1
  planner   waits, asks again in 30.0 s: the endpoint is busy
  planner   try 2 failed, tries again: the answer is not JSON
  planner   Two items are needed.
            says that nothing beyond the listed items is needed
  items     pending: parser Write the parser
            pending: docs Write the docs
  spent     1,000,000 of 5,000,000 tokens (0% cached), cost $1.00 of $10.00, 8.0 s of 4h
  coder     starts with m2
  coder     $ npm test -- --reporter verbose npm test -- --reporter verbose npm test -- --reporter
            verbose npm test -- --reporter verbose npm test -- --reporter verbose
  coder     exit code 1 after 2.3 s
  coder     $ sleep 1000
  coder     ended by its time limit after 2m
  coder     patch: src/parse.ts (new, +1)
  coder     can't be delivered: big.bin: it is filtered by LFS
  coder     Wrote the parser.
  items     done: parser Write the parser
  spent     1,500,000 of 5,000,000 tokens (0% cached), cost $2.00 of $10.00, 18.0 s of 4h
  tree      0123456789, 1 file changed since the start, commit fedcba9876 on proofloop/r1
  tester    starts with m1
  tester    says passed: All tests pass.
  items     pending: parser Write the parser
            pending: edge Cover the empty file
  spent     1,500,000 of 5,000,000 tokens (0% cached), cost $2.00 of $10.00, 21.0 s of 4h
  verify    the result: exit code 0 after 12.3 s, 2 passed, 1 skipped: npm test
            the result: exit code 2 after 12.3 s: npm run lint
  verify    refused by 1 run in 24.6 s: result 2 passed, failed with 2
            - "npm run lint" on a fresh checkout exited with 2
  gates     [ ] tests_passed: "npm run lint" on a fresh checkout exited with 2
            [x] done_flag: nothing beyond the listed items is needed
  spent     1,500,000 of 5,000,000 tokens (0% cached), cost $2.00 of $10.00, 26.0 s of 4h

iteration 2 of 8
  planner   starts with m1
  failed    planner: the key was refused
  spent     1,500,000 of 5,000,000 tokens (0% cached), cost $2.00 of $10.00, 30.0 s of 4h
iteration 2 failed (2 in a row)
SIGINT: stopping; what is done so far is kept

stopped: interrupted`);
});

describe('the head of a run', () => {
  function head(fields: Parameters<typeof runOptions>[0]): string[] {
    return tell([logged(loopStarted(runOptions(fields)), 1, 0)]);
  }

  test('one model for all roles is named once', () => {
    expect(head({})).toContain('  models    m');
  });

  test('limits that are off are left out, but for the cost', () => {
    expect(head({ max_tokens: 0, max_time_ms: 0, max_iterations: 1 })).toContain(
      '  limits    1 iteration, no cost limit',
    );
  });

  test('no verify command is said, with what to do', () => {
    expect(head({ verify: [] })).toContain('  verify    none given or found; give --verify <command>');
    expect(head({ verify: [], evidence: 'claimed' })).toContain('  verify    none');
  });
});

test('a setup tells what it runs, what it made, and how it failed', () => {
  const what = { iteration: 1, tree: '0123456789abcdef', dependencies_key: 'k' };
  const command = (exitCode: number | null, output: string) => ({
    command: 'npm ci',
    exit_code: exitCode,
    timed_out: false,
    duration_ms: 2000,
    output,
  });
  const result = (fields: object): NewEvent => ({
    event: 'setup_result',
    payload: { ...what, cached: false, folders: [], commands: [], ...fields },
  });
  const noise = Array.from({ length: 9 }, (_, index) => `line ${index}\n`).join('');
  const events: NewEvent[] = [
    loopStarted(runOptions({ setup: ['npm ci'] })),
    { event: 'setup_started', payload: { ...what, commands: ['npm ci'] } },
    result({ folders: ['node_modules'], commands: [command(0, noise)] }),
    result({ folders: ['node_modules'], cached: true }),
    result({ commands: [command(1, `${noise}\u001b[31mERR! 404\u001b[39m\n\n`)] }),
  ];
  const lines = tell(events.map((event, index) => logged(event, index + 1, index * 1000)));
  expect(lines).toContain('  setup     npm ci');
  expect(lines).toContain('            from --setup');
  expect(lines).toContain('            with the network of this machine');
  expect(
    lines.slice(lines.indexOf('  limits    8 iterations, 5,000,000 tokens, no cost limit, 4h') + 1),
  ).toEqual([
    '  setup     installs the dependencies of 0123456789 on a checkout of its own',
    '  setup     exit code 0 after 2.0 s: npm ci',
    '            made node_modules',
    '  setup     made before: node_modules',
    '  setup     exit code 1 after 2.0 s: npm ci',
    '            line 5',
    '            line 6',
    '            line 7',
    '            line 8',
    '            ERR! 404',
  ]);
});

test('a resumed run goes on with its new limits, and its time does not count the pause', () => {
  const events = exampleRun();
  const resumed = {
    prompts_sha256: '',
    note: null,
    accepted_changes: null,
    run_id: 'r1',
    version: '0',
    options: { ...options, max_iterations: 16 },
  };
  const opening: NewEvent = {
    event: 'iteration_started',
    payload: { iteration: 3, state: summarizeOpening(stateOf(events), 3) },
  };
  const failed: NewEvent = {
    event: 'iteration_failed',
    payload: { iteration: 3, error: 'away', consecutive_failures: 1 },
  };
  const more = [
    logged({ event: 'loop_resumed', payload: resumed }, 100, 10_000_000),
    logged(opening, 101, 10_001_000),
    logged(failed, 102, 10_002_000),
  ];
  expect(tell([...events, ...more]).slice(-8)).toEqual([
    'run r1 in /repository goes on',
    '  task      Do it.',
    '  stands    after iteration 2 of 8',
    '  limits    16 iterations, 5,000,000 tokens, $10.00, 4h',
    '',
    'iteration 3 of 16',
    '  spent     1,500,000 of 5,000,000 tokens (0% cached), cost $2.00 of $10.00, 34.0 s of 4h',
    'iteration 3 failed',
  ]);
});

test('a run whose changes a person has allowed is decided again', () => {
  const event: NewEvent = {
    event: 'loop_resumed',
    payload: {
      run_id: 'r1',
      version: '0',
      prompts_sha256: '',
      options: { ...options, allow_changes: ['test/**', 'x'] },
      note: null,
      accepted_changes: ['test/**', 'x'],
    },
  };
  const events = exampleRun();
  expect(tell([...events, logged(event, 100, 10_000_000)]).slice(-3)).toEqual([
    'run r1 is decided again, without a model',
    '  allowed   test/**',
    '            x',
  ]);
});

test('a log that was mended says where the rest is', () => {
  const recovered: NewEvent = {
    event: 'log_recovered',
    payload: { cut_bytes: 12, kept_as: 'loop.jsonl.torn-5' },
  };
  expect(tell([...exampleRun(), logged(recovered, 99, 99)]).at(-1)).toBe(
    'a torn last line was cut from the log; its 12 bytes are kept in loop.jsonl.torn-5',
  );
});

test('no text in any event leads to a control character or an endless line', () => {
  const structural = new Set([
    ...[
      'role',
      'phase',
      'stop_reason',
      'verdict',
      'grade',
      'level',
      'evidence',
      'expect',
      'sandbox',
      'network',
    ],
    ...['status', 'signal', 'type', 'kind', 'ts', 'event', 'step'],
  ]);
  const hostileText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom(
      '\u001b[2J',
      '\u001b]0;x\u0007',
      '\r\n',
      '\u009b',
      '\u202e',
      '\ud800',
      'x'.repeat(300),
      '日'.repeat(99),
    ),
  );
  const poison = (value: unknown, texts: () => string): unknown => {
    if (typeof value === 'string') return texts();
    if (Array.isArray(value)) return value.map((entry) => poison(entry, texts));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, structural.has(key) ? entry : poison(entry, texts)]),
    );
  };
  const run = exampleRun();
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 1, maxLength: 50 }), (texts) => {
      let next = 0;
      const poisoned = poison(run, () => texts[next++ % texts.length] ?? '') as LoggedEvent[];
      const lines = tell(poisoned);
      expect(lines.join('')).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(100);
    }),
  );
});

test('every run that can be played can be told', () => {
  const { events } = playRun(runOptions({ max_iterations: 2 }), {
    model: (role) =>
      textAnswer({ planner: plannerOutput(), coder: coderOutput(), tester: testerOutput() }[role]),
  });
  expect(tell(events).at(-1)).toBe('stopped: max iterations reached (2)');
});
