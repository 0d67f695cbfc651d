import { z } from 'zod';
import { refusals } from './model/model-wire.ts';
import { workItemSchema } from './progress/work-item.ts';
import { evidenceLevels } from './settings/evidence-settings.ts';

/** The most that a request can come to. */
export const reservationSchema = z.object({
  input_tokens: z.number(),
  output_tokens: z.number(),
  /** Null where the price is not known. */
  cost_usd: z.number().nullable(),
});

const usageSummarySchema = z.object({
  requests: z.number(),
  input_tokens: z.number(),
  cached_input_tokens: z.number(),
  output_tokens: z.number(),
  /** Null as soon as one charged request had no known price. */
  cost_usd: z.number().nullable(),
  /** Requests of which nobody said what they came to, charged to the budgets with the most they can have come to. */
  unreported: reservationSchema.extend({ requests: z.number() }),
  /** How often agents worked in the place of a model, and how often none of them said what it cost; absent where none did. */
  agents: z.object({ calls: z.number(), cost_unknown: z.number() }).optional(),
});

export const phases = ['idle', 'planning', 'coding', 'testing', 'completed', 'stopped', 'failed'] as const;

export const stopReasons = [
  'completion_gates_met',
  'max_iterations_reached',
  'no_progress_guard_triggered',
  'max_consecutive_failures',
  'token_budget_exhausted',
  'cost_budget_exhausted',
  'time_limit_reached',
  'disk_full',
  'endpoint_refused',
  'interrupted',
  'blocked',
  'needs_review',
] as const;

/** `per-test` where a report of single tests was judged, `exit-code` where commands gave none. */
export const gradeSchema = z.enum(['exit-code', 'per-test']);
export const verdictSchema = z.enum(['refused', 'verified', 'proven']);

export const evidenceSummarySchema = z.object({
  level: z.enum(evidenceLevels),
  grade: gradeSchema.nullable(),
  verdict: z.enum(['unverified', ...verdictSchema.options]),
});

/** The outcome of a run, as its closing event carries it and `show --json` prints it. */
export const summarySchema = z.object({
  run_id: z.string(),
  task: z.string(),
  phase: z.enum(phases),
  iteration: z.number(),
  max_iterations: z.number(),
  stop_reason: z.enum(stopReasons).nullable(),
  tests_passed: z.boolean(),
  done_flag: z.boolean(),
  tasks: z.array(workItemSchema),
  pending_tasks: z.array(z.string()),
  artifacts: z.array(z.string()),
  consecutive_failures: z.number(),
  no_progress_iterations: z.number(),
  errors: z.array(z.string()),
  usage: usageSummarySchema,
  evidence: evidenceSummarySchema,
  branch: z.string().nullable(),
  /** What the endpoint refused; only with the stop reason `endpoint_refused`. */
  refusal: z.enum(refusals).optional(),
  /** The ceiling of the day for all runs of a database; only with the stop reason of a budget. */
  ceiling: z.literal('fleet').optional(),
});

/** The summary without what the log has already said: no task, no item notes. */
export const iterationStateSchema = summarySchema
  .omit({ task: true })
  .extend({ tasks: z.array(workItemSchema.omit({ notes: true })) });

export type Phase = (typeof phases)[number];
export type StopReason = (typeof stopReasons)[number];
export type BudgetReason = Extract<StopReason, 'token_budget_exhausted' | 'cost_budget_exhausted'>;
export type Summary = z.infer<typeof summarySchema>;
export type IterationStateSummary = z.infer<typeof iterationStateSchema>;
export type EvidenceSummary = z.infer<typeof evidenceSummarySchema>;
export type Grade = z.infer<typeof gradeSchema>;
