import { decide } from '../../src/core/decide.ts';
import { type Decision, eventOf, type Step, type WorldStep } from '../../src/core/decision.ts';
import type { CheckKind, LoggedEvent, NewEvent } from '../../src/core/events.ts';
import type { Alteration, AlterationPlan } from '../../src/core/evidence/alteration.ts';
import type { CandidateTrees } from '../../src/core/evidence/facts.ts';
import type { SuiteRun } from '../../src/core/evidence/suite-runs.ts';
import { runsOf } from '../../src/core/evidence/suite-runs.ts';
import { fold } from '../../src/core/fold/fold.ts';
import type { FunctionCall, ModelAnswer, ModelError } from '../../src/core/model/model-wire.ts';
import type { RunOptions } from '../../src/core/options.ts';
import type { Role } from '../../src/core/role.ts';
import { hashPrompts } from '../../src/core/roles/prompt-hash.ts';
import type { RunState } from '../../src/core/state.ts';
import type { Reservation } from '../../src/core/usage/usage.ts';

/** Options of a run with the defaults, one verify command and no prices. */
export function runOptions(fields: Partial<RunOptions> = {}): RunOptions {
  return {
    workspace: '/repository',
    folder: '',
    log_path: '/home/runs/r1/loop.jsonl',
    max_iterations: 8,
    max_retries: 2,
    max_consecutive_failures: 3,
    max_no_progress_iterations: 2,
    max_steps: 60,
    max_tokens: 5_000_000,
    max_output_tokens: {},
    max_cost_usd: 0,
    max_time_ms: 14_400_000,
    max_wait_ms: 600_000,
    max_wait_source: '--max-wait',
    models: { planner: 'm', coder: 'm', tester: 'm' },
    fallback_model: null,
    reasoning: { planner: null, coder: null, tester: null },
    service_tier: null,
    encrypted_reasoning: 'auto',
    context_windows: {},
    base_url: 'http://127.0.0.1:1/v1',
    prices: {},
    verify: ['npm test'],
    verify_source: '--verify',
    setup: [],
    setup_source: '--setup',
    verify_timeout_ms: 1_800_000,
    evidence: 'verified',
    expect: 'change',
    allow_changes: [],
    protect: [],
    sealed: null,
    sealed_verify: [],
    mutation: false,
    sign: null,
    sandbox: 'off',
    answers: null,
    network: 'off',
    mounts: [],
    apply: false,
    take: [],
    ...fields,
  };
}

export function loopStarted(options: RunOptions, seed = ''): NewEvent {
  return {
    event: 'loop_started',
    payload: {
      run_id: 'r1',
      task: 'Do it.',
      max_iterations: options.max_iterations,
      base_commit: null,
      base_tree: 'tree-0',
      dependencies_key: 'dependencies-0',
      options,
      version: '0.0.0',
      log_version: 1,
      prompts_sha256: hashPrompts(),
      guidance: [],
      uncommitted_files: 0,
      alteration_seed: seed,
      notices: [],
      missing: [],
      setup_network: 'machine',
      forked_from: null,
    },
  };
}

/** The envelope that a log gives its n-th event; `at` in milliseconds since the epoch. */
export function logged(event: NewEvent, seq: number, at: number): LoggedEvent {
  return { ...event, ts: new Date(at).toISOString(), seq, prev: '' };
}

/** A completed answer that consists of this text. */
export function textAnswer(value: unknown, tokens = 0): ModelAnswer {
  return {
    response_id: null,
    model: null,
    status: 'completed',
    status_reason: null,
    output: [
      {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: typeof value === 'string' ? value : JSON.stringify(value) }],
      },
    ],
    usage: { input_tokens: tokens, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens: 0 },
  };
}

/** A completed answer that asks for shell calls. */
export function toolAnswer(...commands: string[]): ModelAnswer {
  return {
    ...textAnswer(''),
    output: commands.map((command, index) => ({
      type: 'function_call' as const,
      call_id: `call-${index}`,
      name: 'shell',
      arguments: JSON.stringify({ command, timeout_ms: null }),
    })),
  };
}

/** A world without any I/O: what each step comes to. */
export interface PureWorld {
  model: (role: Role, iteration: number, attempt: number, reserved: Reservation) => ModelAnswer | ModelError;
  /** The coder's tree after a tool call. */
  tree?: (iteration: number) => string;
  /** What the model is given back for a tool call; exit code 0 without output where it is not given. */
  tool?: (role: Role, toolCall: FunctionCall) => { output: string; exitCode: number | null; tree?: string };
  /** Exit code of every verify command on this tree. */
  exitCode?: (tree: string) => number;
  /** What a check comes to, given how often it was made before; exit codes alone where it is not given. */
  check?: (check: CheckKind, tree: string, earlier: number) => SuiteRun;
  /** What was altered for a check; nothing where it is not given. */
  altered?: (check: CheckKind, plan: AlterationPlan | null) => Alteration | null;
  /** The trees that belong to a candidate; nothing protected is changed where it is not given. */
  evidenceTrees?: (tree: string) => CandidateTrees;
  /** What a tree says about dependencies; the same as the base's where it is not given. */
  dependenciesKey?: (tree: string) => string;
  /** Exit code of every setup command for these dependencies. */
  setupExitCode?: (dependenciesKey: string, iteration: number) => number;
  stopAfterEvents?: number;
  /** In place of the fold of the loop, to show what a broken one would come to. */
  fold?: typeof fold;
}

/** The event of another process that goes on with the run. */
export function loopResumed(options: RunOptions): NewEvent {
  const payload = {
    run_id: 'r1',
    version: '0.0.0',
    prompts_sha256: hashPrompts(),
    options,
    note: null,
    accepted_changes: null,
  };
  return { event: 'loop_resumed', payload };
}

export interface PlayedRun {
  events: LoggedEvent[];
  /** The state after each of the events. */
  states: RunState[];
}

/** Plays a whole run, one second an event. */
export function playRun(options: RunOptions, world: PureWorld, seed = ''): PlayedRun {
  return playOn([], loopStarted(options, seed), world);
}

/** Goes on with a run, or begins one, by its next event. */
export function playOn(before: readonly LoggedEvent[], next: NewEvent, world: PureWorld): PlayedRun {
  const events: LoggedEvent[] = [];
  const states: RunState[] = [];
  const foldNext = world.fold ?? fold;
  for (const line of before) {
    events.push(line);
    states.push(foldNext(states.at(-1) ?? null, line));
  }
  let now = states.at(-1)?.lastEventAt ?? 0;
  const record = (event: NewEvent) => {
    now += 1000;
    const line = logged(event, events.length + 1, now);
    events.push(line);
    states.push(foldNext(states.at(-1) ?? null, line));
  };
  record(next);
  while (events.length < (world.stopAfterEvents ?? 5000)) {
    const state = states.at(-1);
    if (!state) break;
    const decision = decide(state, now);
    if (decision.kind === 'end') break;
    if (decision.kind === 'wait') {
      now = Math.max(now, decision.until);
      continue;
    }
    for (const event of eventsOf(decision, state, world)) record(event);
  }
  return { events, states };
}

function dependenciesKeyOf(tree: string, world: PureWorld): string {
  return world.dependenciesKey?.(tree) ?? 'dependencies-0';
}

/** The events that a step leads to: what announces it, and what it came to. */
function eventsOf(
  decision: Exclude<Decision, { kind: 'end' | 'wait' }>,
  state: RunState,
  world: PureWorld,
): NewEvent[] {
  const next = eventOf(decision);
  return [
    ...(next ? [next] : []),
    ...(decision.kind === 'record' ? [] : [outcomeOf(decision, state, world)]),
  ];
}

function outcomeOf(step: WorldStep, state: RunState, world: PureWorld): NewEvent {
  switch (step.kind) {
    case 'call_model': {
      const { role, iteration, attempt } = step.place;
      return modelEvent(step, world.model(role, iteration, attempt, step.intent.payload.reserved));
    }
    case 'run_tool':
      return toolResult(step, state, world);
    case 'checkpoint': {
      const { iteration, tree } = step.place;
      const commit = { commit: `commit-${iteration}`, branch: 'b', files: ['a'], short_diff: null };
      const dependencies_key = dependenciesKeyOf(tree, world);
      return { event: 'checkpoint', payload: { ...step.place, ...commit, dependencies_key } };
    }
    case 'set_up': {
      const { dependencies_key, iteration } = step.place;
      const exitCode = world.setupExitCode?.(dependencies_key, iteration) ?? 0;
      const commands = exitCodes(step.intent.payload.commands, exitCode).map(
        ({ tests: _tests, ...command }) => command,
      );
      return { event: 'setup_result', payload: { ...step.place, cached: false, folders: [], commands } };
    }
    case 'build_trees':
      return { event: 'evidence_trees', payload: { ...step.place, ...treesOf(step.place.tree, world) } };
    case 'check': {
      const { check, tree, commands } = step.place;
      const earlier = runsOf(state.checkRuns, check, tree, commands).length;
      const run = world.check?.(check, tree, earlier) ?? exitCodes(commands, world.exitCode?.(tree) ?? 0);
      const altered =
        step.overlay.kind === 'canaries' ? (world.altered?.(check, step.overlay.altered) ?? null) : null;
      return { event: 'check_result', payload: { ...step.place, cached: false, runs: [[...run]], altered } };
    }
  }
}

/** What the model answered to a request, or why it did not. */
export function modelEvent({ place }: Step<'call_model'>, said: ModelAnswer | ModelError): NewEvent {
  return 'kind' in said
    ? { event: 'model_error', payload: { ...place, ...said } }
    : { event: 'model_response', payload: { ...place, ...said } };
}

function toolResult({ place, intent, call }: Step<'run_tool'>, state: RunState, world: PureWorld): NewEvent {
  const { call_id, name, arguments: text } = intent.payload;
  const toolCall: FunctionCall = { type: 'function_call', call_id, name, arguments: text };
  const done = world.tool?.(call.role, toolCall) ?? { output: 'exit code 0\n', exitCode: 0 };
  const { output, exitCode, tree } = { tree: undefined, ...done };
  const after = tree ?? world.tree?.(place.iteration) ?? state.tree;
  const isChanged = call.role === 'coder' && after !== state.tree && state.options.setup.length > 0;
  return {
    event: 'tool_result',
    payload: {
      ...place,
      output,
      exit_code: exitCode,
      timed_out: false,
      duration_ms: 1,
      tree: call.role === 'coder' ? after : null,
      refused: [],
      undelivered: [],
      dependencies_key: isChanged ? dependenciesKeyOf(after, world) : null,
    },
  };
}

function treesOf(tree: string, world: PureWorld) {
  const trees = world.evidenceTrees?.(tree) ?? {
    restored: tree,
    undone: `${tree}-undone`,
    changes: [],
    baseHasTests: true,
    changedLines: [],
  };
  return {
    restored_tree: trees.restored,
    undone_tree: trees.undone,
    protected_changes: [...trees.changes],
    base_has_tests: trees.baseHasTests,
    go_packages: [],
    changed_lines: [...trees.changedLines],
  };
}

/** A run of commands that give no report, each with the same exit code. */
export function exitCodes(commands: readonly string[], exitCode: number): SuiteRun {
  return commands.map((command) => ({
    command,
    exit_code: exitCode,
    timed_out: false,
    duration_ms: 1,
    tests: null,
    output: '',
  }));
}
