import { z } from 'zod';
import { roleSchema } from './role.ts';
import { reasoningEfforts } from './settings/model-settings.ts';
import { recordedSettingsShape } from './settings/recorded-settings.ts';

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

/** Null where the model's own default holds. */
const reasoningSchema = z.enum(reasoningEfforts).nullable();

const ownToolSchema = z.object({
  name: z.string(),
  description: z.string(),
  /** JSON Schema. */
  parameters: z.record(z.string(), z.unknown()),
  roles: z.array(roleSchema),
});

const noAgents = { planner: null, coder: null, tester: null };

const ownReasoning = { planner: null, coder: null, tester: null };

/** Everything that a run was started with, as `loop_started` records it. A limit of 0 means none. */
export const runOptionsSchema = z.object({
  ...recordedSettingsShape,
  /** Absolute path of the repository's top folder, or of the plain folder. */
  workspace: z.string(),
  /** Folder below the workspace where verify commands run; '' is the workspace itself. */
  folder: z.string(),
  log_path: z.string(),
  /** 0 means no limit, and is what a run without known prices gets. */
  max_cost_usd: z.number().nonnegative(),
  models: z.object({ planner: z.string(), coder: z.string(), tester: z.string() }),
  /** The coding agent that does each role's work in place of its model; null where the model does. */
  agents: z
    .object({ planner: z.string().nullable(), coder: z.string().nullable(), tester: z.string().nullable() })
    .default(noAgents),
  reasoning: z
    .object({ planner: reasoningSchema, coder: reasoningSchema, tester: reasoningSchema })
    .default(ownReasoning),
  /** Tokens that each named model holds, input and output together; a model that is not in here has the common window. */
  context_windows: z.record(z.string(), z.number().int().positive()).default({}),
  /** Price of each named model; a model that is not in here has no known price. */
  prices: z.record(z.string(), priceSchema),
  /** The most output tokens that each named model is asked for in one response. */
  max_output_tokens: z.record(z.string(), z.number().int().positive()),
  /** What contains the commands; `off`: nothing does; `own`: what the calling program brought. */
  sandbox: z.enum(['bubblewrap', 'sandbox-exec', 'off', 'own']),
  /** Tools that the calling program brought, as models are told of them. */
  own_tools: z.array(ownToolSchema).default([]),
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
