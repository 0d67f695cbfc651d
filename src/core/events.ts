import { z } from 'zod';
import { agentReportSchema, agentUpdateSchema } from './agent/agent-wire.ts';
import { alterationSchema } from './evidence/alteration.ts';
import { checkKinds } from './evidence/check-kinds.ts';
import { evidenceTreesSchema } from './evidence/evidence-trees-schema.ts';
import { testReportSchema } from './evidence/test-report.ts';
import { judgeOptionsSchema } from './judge-options.ts';
import { modelAnswerSchema, modelErrorSchema } from './model/model-wire.ts';
import { runOptionsSchema } from './options.ts';
import { protectedChangeSchema } from './protected/protected-change.ts';
import { coderOutputSchema, plannerOutputSchema, roleSchema, roles, testerOutputSchema } from './role.ts';
import {
  evidenceSummarySchema,
  gradeSchema,
  iterationStateSchema,
  reservationSchema,
  summarySchema,
  verdictSchema,
} from './summary-schema.ts';

/** Version of the events below; raised when the meaning of an old log would otherwise change. */
export const logVersion = 1;

const iteration = z.number().int().positive();
const inIteration = z.object({ iteration });
const inRole = inIteration.extend({ role: roleSchema });
const inStep = inRole.extend({ step: z.number().int().positive() });

/** A file that proofloop does not deliver, although it changed in the tree, with the reason for a person. */
export const refusedPathSchema = z.object({ path: z.string(), reason: z.string() });

export const commandResultSchema = z.object({
  command: z.string(),
  /** Null where the command was killed (time limit, signal). */
  exit_code: z.number().nullable(),
  timed_out: z.boolean(),
  duration_ms: z.number(),
  /** Per-test results; null where no report can be had. */
  tests: testReportSchema.nullable(),
  /** Head and tail of what the command printed. */
  output: z.string(),
  /** Tests and their settings, by name, that were written in the checkout before or while the command ran. */
  rewritten: z.array(z.string()).optional(),
});

/** How one setup command ended; `output` is the head and tail of what it printed. */
export const setupCommandSchema = commandResultSchema.omit({ tests: true, rewritten: true });

/** Which commands run on which files. */
const checkPlaceSchema = z.object({
  check: z.enum(checkKinds),
  tree: z.string(),
  commands: z.array(z.string()),
  /** The SHA-256 of what was laid over the tree, where the check was started before that was known. */
  overlay_sha256: z.string().optional(),
});

/** What a judgement comes to; `unverified` where it was cut short or nothing could be measured. */
const judgeVerdicts = ['proven', 'verified', 'refused', 'needs_review', 'unverified'] as const;

const gateSchema = z.object({ name: z.string(), met: z.boolean(), reason: z.string() });

const setupNetworkSchema = z.enum(['machine', 'public']).default('machine');

const evidenceRulesSchema = z.number().default(1);

/** The payload of each event, by its name. */
export const payloadSchemas = {
  loop_started: z.object({
    run_id: z.string(),
    task: z.string(),
    max_iterations: z.number(),
    base_commit: z.string().nullable(),
    base_tree: z.string(),
    /** Hash of what the base tree says about dependencies. */
    dependencies_key: z.string(),
    options: runOptionsSchema,
    version: z.string(),
    log_version: z.number(),
    /** SHA-256 of the prompts, tools and schemas of the roles. */
    prompts_sha256: z.string(),
    /** The AGENTS.md files of the base commit, root first. */
    guidance: z.array(z.object({ path: z.string(), text: z.string() })),
    /** Files of the checkout that were not as committed; null where nothing was committed. */
    uncommitted_files: z.number().nullable().default(null),
    /** What altered expectations follow from, which no program can know; '' where none are altered. */
    alteration_seed: z.string().default(''),
    /** The rules by which evidence is asked for: a log is judged by those that it was begun with. */
    evidence_rules: evidenceRulesSchema,
    /** What a person should know of the checkout, each a sentence. */
    notices: z.array(z.string()).default([]),
    /** What the verify commands need and won't find, each a sentence: the task may be to make it. */
    missing: z.array(z.string()).default([]),
    /** What setup commands reach: all that this machine does, or `public`: neither its own services nor its local networks. */
    setup_network: setupNetworkSchema,
    /** The run whose events up to the close of `iteration` stand at the beginning of this log; null for none. */
    forked_from: z
      .object({ run_id: z.string(), iteration: z.number(), log_head: z.string().nullable() })
      .nullable(),
  }),
  /** Written by each process that goes on with a run; `options` are the ones in force from here on. */
  loop_resumed: z.object({
    run_id: z.string(),
    version: z.string(),
    prompts_sha256: z.string(),
    options: runOptionsSchema,
    /** An instruction that a person adds to the task from here on. */
    note: z.string().nullable(),
    /** Changes (globs) that a person has just allowed: the last iteration's evidence is judged again, without a model. */
    accepted_changes: z.array(z.string()).nullable(),
  }),
  /** A change that somebody else made is judged: `tree` against the base. It is the log's first event, as `loop_started` is. */
  judge_started: z.object({
    run_id: z.string(),
    base_commit: z.string().nullable(),
    base_tree: z.string(),
    tree: z.string(),
    /** The commit whose tree is judged; null for the files as they lay in the checkout. */
    head_commit: z.string().nullable(),
    /** Files that differ between the two trees. */
    files: z.array(z.string()),
    /** Hashes of what the trees say about dependencies. */
    base_dependencies_key: z.string(),
    dependencies_key: z.string(),
    options: judgeOptionsSchema,
    /** Only the change says how it is tested: its command alone can't suffice. */
    verify_of_change: z.boolean(),
    /** Files of the checkout that were not as committed; null where a commit is judged. */
    uncommitted_files: z.number().nullable(),
    /** As that of a run. */
    alteration_seed: z.string().default(''),
    evidence_rules: evidenceRulesSchema,
    notices: z.array(z.string()),
    setup_network: setupNetworkSchema,
    version: z.string(),
    log_version: z.number(),
  }),
  /** A torn last line was cut off and kept beside the log. */
  log_recovered: z.object({ cut_bytes: z.number(), kept_as: z.string() }),

  iteration_started: inIteration.extend({ state: iterationStateSchema }),
  /** `agent` is who does the role's work in place of the model; absent where the model does. */
  role_started: inRole.extend({ model: z.string(), tree: z.string(), agent: z.string().optional() }),
  /** Intent: this request is about to be sent. */
  model_request: inStep.extend({
    attempt: z.number(),
    model: z.string(),
    request_sha256: z.string(),
    /** The most that it can come to, charged until the answer says what it did come to. */
    reserved: reservationSchema,
  }),
  model_response: inStep.extend({ attempt: z.number() }).extend(modelAnswerSchema.shape),
  model_error: inStep.extend({ attempt: z.number() }).extend(modelErrorSchema.shape),
  /**
   * The attempt failed and will be made again after `delay_ms`; `waits` says that no retry is used up by it, `stated` that
   * the endpoint asked for this wait, so that no time of `--max-wait` is used up either.
   */
  role_retry: inRole.extend({
    attempt: z.number(),
    error: z.string(),
    delay_ms: z.number(),
    waits: z.boolean(),
    stated: z.boolean().default(false),
  }),
  /**
   * Before the next request, tool outputs of the steps up to `outputs_through_step` are shortened to `kept_characters`,
   * and the steps up to `steps_through_step` are left out; 0: none. `refused`: the endpoint had said that the request
   * is too long. `window_tokens` is what the model is taken to hold; the other counts are estimates of its input.
   */
  context_cut: inStep.extend({
    cause: z.enum(['window', 'refused']),
    window_tokens: z.number(),
    tokens_before: z.number(),
    tokens_after: z.number(),
    outputs_through_step: z.number().int().nonnegative(),
    steps_through_step: z.number().int().nonnegative(),
    kept_characters: z.number().int().nonnegative(),
  }),
  /** The role call goes on with another model, since its own stays unavailable. */
  model_fallback: inStep.extend({ from: z.string(), to: z.string(), error: z.string() }),
  /** Intent: this tool call is about to be carried out. */
  tool_call: inStep.extend({ call_id: z.string(), name: z.string(), arguments: z.string() }),
  /**
   * What the model was given back. `tree` is the view's tree after the call, null where nothing can have changed;
   * `refused` are changed paths that `tree` leaves out and that keep a run from completing, `undelivered` others that no
   * tree takes, such as ignored ones.
   */
  tool_result: inStep.extend({
    call_id: z.string(),
    output: z.string(),
    exit_code: z.number().nullable(),
    timed_out: z.boolean(),
    duration_ms: z.number(),
    tree: z.string().nullable(),
    refused: z.array(refusedPathSchema),
    undelivered: z.array(refusedPathSchema).default([]),
    /** Hash of what a coder's changed tree says about dependencies; null where it can be no other, or nothing follows. */
    dependencies_key: z.string().nullable().default(null),
  }),
  /** The model is told `message`: its last tool calls brought nothing new. With `ends_tools` it gets no further ones. */
  repetition_noticed: inStep.extend({ repeats: z.number(), ends_tools: z.boolean(), message: z.string() }),
  /** Intent: an agent is about to do the role's work, from the files of `tree`. */
  agent_request: inRole.extend({
    attempt: z.number(),
    agent: z.string(),
    tree: z.string(),
    prompt_sha256: z.string(),
    /** How often its answer may be asked for again within the session. */
    repairs_left: z.number(),
  }),
  /** What an agent says that it does: its own claim, cut to a bounded size. */
  agent_update: inRole.extend({ attempt: z.number() }).extend(agentUpdateSchema.shape),
  /** What an agent came to. Its files are measured as those after a tool call are, when all of its processes are gone. */
  agent_result: inRole
    .extend({ attempt: z.number() })
    .extend(agentReportSchema.shape)
    .extend({
      duration_ms: z.number(),
      tree: z.string().nullable(),
      refused: z.array(refusedPathSchema),
      undelivered: z.array(refusedPathSchema),
      dependencies_key: z.string().nullable(),
    }),
  planner_output: inIteration.extend(plannerOutputSchema.shape),
  coder_output: inIteration.extend(coderOutputSchema.shape),
  tester_output: inIteration.extend(testerOutputSchema.shape),
  /** A step of this iteration failed for good: the iteration is going to fail. */
  step_failed: inIteration.extend({
    step: z.enum([...roles, 'setup', 'verification', 'checkpoint']),
    error: z.string(),
  }),
  /** The work tree as it would be delivered, measured; `commit` is null where nothing had to be committed. */
  checkpoint: inIteration.extend({
    tree: z.string(),
    commit: z.string().nullable(),
    branch: z.string().nullable(),
    /** Files that differ between the base tree and `tree`. */
    files: z.array(z.string()),
    /** The whole difference between them, where it is short. */
    short_diff: z.string().nullable().default(null),
    /** Hash of what `tree` says about dependencies: its manifests and lock files. */
    dependencies_key: z.string(),
  }),
  /** Intent: the setup commands are about to make the dependency folders for the manifests of `tree`. */
  setup_started: inIteration.extend({
    tree: z.string(),
    dependencies_key: z.string(),
    commands: z.array(z.string()),
  }),
  /** `commands` are those that ran, up to the first that failed; none where the folders were made before (`cached`). */
  setup_result: inIteration.extend({
    tree: z.string(),
    dependencies_key: z.string(),
    cached: z.boolean(),
    /** The dependency folders that were made. */
    folders: z.array(z.string()),
    commands: z.array(setupCommandSchema),
  }),
  /** The trees that belong to the candidate `tree`, and what the run changed among tests and runner configuration. */
  evidence_trees: inIteration.extend(evidenceTreesSchema.shape),
  /** Intent: commands are about to run on a fresh checkout of `tree`, with what `check` adds to it. */
  check_started: inIteration.extend(checkPlaceSchema.omit({ overlay_sha256: true }).shape),
  /** Intent: these checks are about to run side by side, before it is known that each of them is needed. */
  checks_ahead: inIteration.extend({ checks: z.array(checkPlaceSchema) }),
  /** These were ended before they came to anything, since nothing follows from them any more; they don't count. */
  checks_dropped: inIteration.extend({ checks: z.array(checkPlaceSchema) }),
  /** `runs` has one entry for each time that the commands ran, or those of earlier runs on the same tree where they were remembered (`cached`). */
  check_result: inIteration.extend(checkPlaceSchema.shape).extend({
    cached: z.boolean(),
    runs: z.array(z.array(commandResultSchema)),
    /** Null where no expectations were altered. */
    altered: alterationSchema.nullable().default(null),
    /** How many other checks ran at the same time, at most; absent where none did. */
    beside: z.number().int().positive().optional(),
  }),
  /** The verdict on a candidate, with the commands' results in the run that decided. */
  verification_result: inIteration.extend({
    tree: z.string(),
    grade: gradeSchema,
    commands: z.array(commandResultSchema.omit({ output: true })),
    verdict: verdictSchema,
    reasons: z.array(z.string()),
    /** Nothing but changes to tests or runner configuration stands in the way, which a person can allow. */
    reviewable: z.boolean(),
    /** What the run changed among them. */
    protected_changes: z.array(protectedChangeSchema),
    /** Tests that keep the candidate from being verified: failed, missing or newly skipped. */
    failing_tests: z.array(z.string()),
    /** Tests that came out differently on the same tree. */
    flaky_tests: z.array(z.string()),
    /** Tests of the base that not each of its runs has: their names change. */
    unsteady_tests: z.array(z.string()).default([]),
    /** Tests that failed or were not there at the base and pass now. */
    newly_passing_tests: z.array(z.string()),
    /** The tester's command, where it stood in for one that nobody gave; else null. */
    proposed_command: z.string().nullable(),
  }),
  gate_evaluated: inIteration.extend({ gates: z.array(gateSchema) }),
  iteration_finished: inIteration.extend({ fingerprint: z.string(), tree: z.string() }),
  iteration_failed: inIteration.extend({ error: z.string(), consecutive_failures: z.number() }),

  /** A person or the system asked the run to stop. */
  stop_requested: z.object({ signal: z.enum(['SIGINT', 'SIGTERM', 'SIGHUP']) }),
  /** The end of a judgement. */
  judge_finished: z.object({
    verdict: z.enum(judgeVerdicts),
    reasons: z.array(z.string()),
    evidence: evidenceSummarySchema,
    duration_ms: z.number(),
    /** Why there is no verdict; null where there is one. */
    stop_reason: z.enum(['interrupted', 'disk_full', 'not_measured']).nullable(),
  }),
  loop_completed: summarySchema,
  loop_stopped: summarySchema,
  loop_failed: summarySchema,
} as const;

/** The payload of each event, by its name. */
export type Payloads = { [Name in keyof typeof payloadSchemas]: z.infer<(typeof payloadSchemas)[Name]> };

export type EventName = keyof Payloads;
export type Payload<Name extends EventName> = Payloads[Name];

/** A fact that is still to be written: its name and payload. */
export type NewEvent = { [Name in EventName]: { event: Name; payload: Payload<Name> } }[EventName];

/** A line of the log. `ts` is UTC ISO 8601 with milliseconds, `prev` the SHA-256 of the line before. */
export type LoggedEvent = NewEvent & { ts: string; seq: number; prev: string };

export type Gate = z.infer<typeof gateSchema>;
export type CommandResult = z.infer<typeof commandResultSchema>;
export type CheckKind = (typeof checkKinds)[number];
export type SetupCommand = z.infer<typeof setupCommandSchema>;
export type RefusedPath = z.infer<typeof refusedPathSchema>;
