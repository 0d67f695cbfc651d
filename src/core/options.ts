import { z } from 'zod';

/** USD per million tokens. */
export const priceSchema = z.object({
  input: z.number(),
  cached_input: z.number(),
  /** Null where the model has no price of its own for writing the cache: those tokens cost `input`. */
  cache_write: z.number().nullable(),
  output: z.number(),
  /** A request with more input than that costs its prices times these factors, all of it; null where there is no such rule. */
  long_context: z
    .object({ above_input_tokens: z.number(), input_factor: z.number(), output_factor: z.number() })
    .nullable(),
  /** The date of the prices, as their source gives it: `2026-10`; null where it gives none. */
  as_of: z.string().nullable(),
});

export type Price = z.infer<typeof priceSchema>;

/** How much a model is to think before it answers; which of these a model takes differs. */
export const reasoningEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export type ReasoningEffort = (typeof reasoningEfforts)[number];

/** How soon an endpoint is to answer, and for how much. */
export const serviceTiers = ['auto', 'default', 'flex', 'priority'] as const;
export type ServiceTier = (typeof serviceTiers)[number];

/** Null where the model's own default holds. */
const reasoningSchema = z.enum(reasoningEfforts).nullable();

const ownReasoning = { planner: null, coder: null, tester: null };

/** What it takes for a run to complete, from least to most. */
export const evidenceLevels = ['claimed', 'verified', 'proven'] as const;

/** Everything that a run was started with, as `loop_started` records it. A limit of 0 means none. */
export const runOptionsSchema = z.object({
  /** Absolute path of the repository's top folder, or of the plain folder. */
  workspace: z.string(),
  /** Folder below the workspace where verify commands run; '' is the workspace itself. */
  folder: z.string(),
  log_path: z.string(),
  max_iterations: z.number().int().positive(),
  max_retries: z.number().int().nonnegative(),
  max_consecutive_failures: z.number().int().positive(),
  max_no_progress_iterations: z.number().int().positive(),
  max_steps: z.number().int().positive(),
  max_tokens: z.number().nonnegative(),
  /** 0 means no limit, and is what a run without known prices gets. */
  max_cost_usd: z.number().nonnegative(),
  max_time_ms: z.number().nonnegative(),
  max_wait_ms: z.number().nonnegative(),
  models: z.object({ planner: z.string(), coder: z.string(), tester: z.string() }),
  /** Goes on with a role call whose model stays unavailable; null for none. */
  fallback_model: z.string().nullable().default(null),
  reasoning: z
    .object({ planner: reasoningSchema, coder: reasoningSchema, tester: reasoningSchema })
    .default(ownReasoning),
  /** Null where the endpoint's own default holds. */
  service_tier: z.enum(serviceTiers).nullable().default(null),
  /** Whether reasoning is asked for encrypted and sent back; `auto`: from OpenAI's reasoning models. */
  encrypted_reasoning: z.enum(['auto', 'on', 'off']).default('auto'),
  /** Tokens that each named model holds, input and output together; a model that is not in here has the common window. */
  context_windows: z.record(z.string(), z.number().int().positive()).default({}),
  base_url: z.string(),
  /** Price of each named model; a model that is not in here has no known price. */
  prices: z.record(z.string(), priceSchema),
  /** The most output tokens that each named model is asked for in one response. */
  max_output_tokens: z.record(z.string(), z.number().int().positive()),
  verify: z.array(z.string()),
  /** Commands that make a fresh checkout ready, such as `npm ci`; none where nothing has to be installed. */
  setup: z.array(z.string()),
  /** Where `verify` came from, in words for a person: `--verify`, `package.json`, ... or '' for none. */
  verify_source: z.string(),
  verify_timeout_ms: z.number().positive(),
  evidence: z.enum(evidenceLevels),
  expect: z.enum(['change', 'no-behaviour-change', 'no-change']),
  /** Globs of tests and runner configuration that the run may change. */
  allow_changes: z.array(z.string()),
  /** Globs of further files that count as tests or runner configuration. */
  protect: z.array(z.string()),
  /** Absolute path of the folder with sealed checks; null for none. */
  sealed: z.string().nullable(),
  /** The commands that run the sealed checks. */
  sealed_verify: z.array(z.string()),
  /** Whether the changed lines of JavaScript and TypeScript are altered, to see whether a test notices. */
  mutation: z.boolean().default(false),
  /** Absolute path of the private key (PEM, Ed25519) that signs the certificate; null: it is not signed. */
  sign: z.string().nullable(),
  /** Absolute path of the log whose answers take the place of the endpoint's; null where the endpoint is asked. */
  answers: z.string().nullable(),
  /** What contains the commands; `off`: nothing does. */
  sandbox: z.enum(['bubblewrap', 'sandbox-exec', 'off']),
  /** Whether the coder's commands have the network. */
  network: z.enum(['off', 'on']),
  /** Absolute paths of folders that every view sees, read-only. */
  mounts: z.array(z.string()),
  apply: z.boolean(),
});

export type RunOptions = z.infer<typeof runOptionsSchema>;
/** For a model that none is recorded for: servers refuse more than their model can write. */
export const commonOutputLimit = 16_384;

/** Null where the price of the model is not known. */
export function priceOf({ prices }: RunOptions, model: string): Price | null {
  return Object.hasOwn(prices, model) ? (prices[model] ?? null) : null;
}

/** The most output tokens that a request to this model asks for. */
export function outputLimitOf({ max_output_tokens: limits }: RunOptions, model: string): number {
  return Object.hasOwn(limits, model) ? (limits[model] ?? commonOutputLimit) : commonOutputLimit;
}

export type EvidenceLevel = RunOptions['evidence'];
