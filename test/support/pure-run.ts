import type { AgentReport } from '../../src/core/agent/agent-wire.ts';
import { decide } from '../../src/core/decide.ts';
import { checkStep, type Decision, eventOf, type Step, type WorldStep } from '../../src/core/decision.ts';
import type { CheckKind, LoggedEvent, NewEvent } from '../../src/core/events.ts';
import type { Alteration, AlterationPlan } from '../../src/core/evidence/alteration.ts';
import { evidenceFacts } from '../../src/core/evidence/evidence-facts.ts';
import { evidenceRules } from '../../src/core/evidence/evidence-rules.ts';
import { baseRuns, type CandidateTrees } from '../../src/core/evidence/facts.ts';
import { nothing, type Overlay } from '../../src/core/evidence/overlay.ts';
import { type CheckPlace, placeKey, runsOf, type SuiteRun } from '../../src/core/evidence/suite-runs.ts';
import { fold } from '../../src/core/fold/fold.ts';
import type { FunctionCall, ModelAnswer, ModelError } from '../../src/core/model/model-wire.ts';
import type { RunOptions } from '../../src/core/options.ts';
import type { Role } from '../../src/core/role.ts';
import { hashPrompts } from '../../src/core/roles/prompt-hash.ts';
import type { RunState } from '../../src/core/state.ts';
import type { Reservation } from '../../src/core/usage/usage.ts';
import { candidateTrees } from './candidate-trees.ts';

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
    agents: { planner: null, coder: null, tester: null },
    fallback_model: null,
    reasoning: { planner: null, coder: null, tester: null },
    service_tier: null,
    encrypted_reasoning: 'auto',
    context_windows: {},
    base_url: 'http://127.0.0.1:1/v1',
    prices: {},
    verify: ['npm test'],
    verify_source: '--verify',
    reports: [],
    setup: [],
    setup_source: '--setup',
    verify_timeout_ms: 1_800_000,
    jobs: 1,
    evidence: 'verified',
    expect: 'change',
    allow_changes: [],
    protect: [],
    dependencies: [],
    sealed: null,
    sealed_verify: [],
    mutation: false,
    sign: null,
    sandbox: 'off',
    own_tools: [],
    answers: null,
    network: 'off',
    mounts: [],
    apply: false,
    take: [],
    ...fields,
  };
}

export function loopStarted(options: RunOptions, seed = '', rules = evidenceRules): NewEvent {
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
      evidence_rules: rules,
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
  /** What an agent came to at this attempt, and the coder's tree after it; nothing usable where it is not given. */
  agent?: (role: Role, iteration: number, attempt: number) => Partial<AgentReport> & { tree?: string };
  /** The coder's tree after a tool call. */
  tree?: (iteration: number) => string;
  /** What the model is given back for a tool call; exit code 0 without output where it is not given. */
  tool?: (role: Role, toolCall: FunctionCall) => { output: string; exitCode: number | null; tree?: string };
  /** Exit code of every verify command on this tree. */
  exitCode?: (tree: string) => number;
  /**
   * What a check comes to, given how often it was made before and how many others run beside it; exit codes alone where it
   * is not given.
   */
  check?: (check: CheckKind, tree: string, earlier: number, beside: number) => SuiteRun;
  /** What was altered for a check; nothing where it is not given. */
  altered?: (check: CheckKind, plan: AlterationPlan | null) => Alteration | null;
  /** What of the base's files has a name as only tests have; none where it is not given. */
  testFiles?: string[];
  /** The trees that belong to a candidate; nothing protected is changed where it is not given. */
  evidenceTrees?: (tree: string) => CandidateTrees;
  /** What a tree says about dependencies; the same as the base's where it is not given. */
  dependenciesKey?: (tree: string) => string;
  /** Exit code of every setup command for these dependencies. */
  setupExitCode?: (dependenciesKey: string, iteration: number) => number;
  /** Which of the checks that run side by side ends first, by its place among them; the first one where it is not given. */
  endsFirst?: (open: readonly CheckPlace[]) => number;
  /** Whether what was begun with a role's work ends before the role's next step; else with the others. */
  endsMeanwhile?: boolean;
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
  const overlays = new Map<string, Overlay>();
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
    const [open] = state.openChecks;
    if (world.endsMeanwhile && open && state.iteration?.roleCall) {
      record(checkResult(checkStep({ ...open, overlay: nothing }, state), state, world, 1));
      continue;
    }
    const decision = decide(state, now);
    if (decision.kind === 'end') break;
    if (decision.kind === 'wait') {
      now = Math.max(now, decision.until);
      continue;
    }
    if (decision.kind === 'start_checks')
      for (const check of decision.checks) overlays.set(placeKey(check), check.overlay);
    for (const event of eventsOf(decision, state, { ...world, overlays })) record(event);
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
  world: RunningWorld,
): NewEvent[] {
  const next = eventOf(decision);
  return [
    ...(next ? [next] : []),
    ...(decision.kind === 'record' || decision.kind === 'start_checks'
      ? []
      : [outcomeOf(decision, state, world)]),
  ];
}

/** `overlays`: what was laid over the trees of checks that were started side by side. */
type RunningWorld = PureWorld & { overlays: ReadonlyMap<string, Overlay> };

function outcomeOf(step: WorldStep, state: RunState, world: RunningWorld): NewEvent {
  switch (step.kind) {
    case 'call_model': {
      const { role, iteration, attempt } = step.place;
      return modelEvent(step, world.model(role, iteration, attempt, step.intent.payload.reserved));
    }
    case 'call_agent':
      return agentResult(step, state, world);
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
    case 'build_trees': {
      const facts = evidenceFacts(state);
      const early = baseRuns(facts).length === 0 ? { test_files: world.testFiles ?? [] } : {};
      const payload = { ...step.place, ...treesOf(step.place.tree, world), ...early };
      return { event: 'evidence_trees', payload };
    }
    case 'start_checks':
      throw new Error('nothing tells what their start came to');
    case 'await_check': {
      const ended = step.open[world.endsFirst?.(step.open) ?? 0] ?? step.open[0];
      if (!ended) throw new Error('no check is open');
      return checkResult(
        checkStep({ ...ended, overlay: world.overlays.get(placeKey(ended)) ?? nothing }, state),
        state,
        world,
        step.open.length - 1,
      );
    }
    case 'drop_checks':
      return { event: 'checks_dropped', payload: step.place };
    case 'check':
      return checkResult(step, state, world, 0);
  }
}

function checkResult(
  { place, overlay }: Step<'check'>,
  state: RunState,
  world: PureWorld,
  beside: number,
): NewEvent {
  const { check, tree, commands } = place;
  const earlier = runsOf(state.checkRuns, check, tree, commands).length;
  const run = world.check?.(check, tree, earlier, beside) ?? exitCodes(commands, world.exitCode?.(tree) ?? 0);
  const altered =
    overlay.kind === 'canaries' || overlay.kind === 'altered sealed files'
      ? (world.altered?.(check, overlay.altered) ?? null)
      : null;
  const result = { ...place, cached: false, runs: [[...run]], altered };
  return { event: 'check_result', payload: beside === 0 ? result : { ...result, beside } };
}

/** What the model answered to a request, or why it did not. */
export function modelEvent({ place }: Step<'call_model'>, said: ModelAnswer | ModelError): NewEvent {
  return 'kind' in said
    ? { event: 'model_error', payload: { ...place, ...said } }
    : { event: 'model_response', payload: { ...place, ...said } };
}

function agentResult({ place, call }: Step<'call_agent'>, state: RunState, world: PureWorld): NewEvent {
  const { tree, ...told } = world.agent?.(call.role, place.iteration, place.attempt) ?? {};
  const report = {
    stop_reason: 'end_turn',
    failure: null,
    answer: '',
    repairs: 0,
    steps: 0,
    updates: 0,
    updates_left_out: 0,
    usage: null,
    program: null,
    ...told,
  } as const;
  const measured = {
    duration_ms: 1,
    tree: call.role === 'coder' ? (tree ?? state.tree) : null,
    refused: [],
    undelivered: [],
    dependencies_key: null,
  };
  return { event: 'agent_result', payload: { ...place, ...report, ...measured } };
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
  const trees = world.evidenceTrees?.(tree) ?? candidateTrees(tree);
  return {
    restored_tree: trees.restored,
    undone_tree: trees.undone,
    protected_changes: [...trees.changes, ...trees.told],
    base_has_tests: trees.baseHasTests,
    go_packages: [],
    package_scripts: {},
    changed_code:
      trees.changedCode === null
        ? null
        : {
            has_code: trees.changedCode.hasCode,
            functions: [...trees.changedCode.functions],
            mutants: [...trees.changedCode.mutants],
          },
    moved_tests: [...trees.movedTests],
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
