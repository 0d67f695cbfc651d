import { z } from 'zod';

/** How an agent's turn ended: as it says, or `failed` where it came to no end of its own. */
const agentStopReasons = [
  'end_turn',
  'max_tokens',
  'max_turn_requests',
  'refusal',
  'cancelled',
  'failed',
] as const;

/** Why an agent came to no end of its own. */
export const agentFailures = [
  /** Its program can't be started. */
  'not_started',
  /** It does not speak version 1 of the protocol, or breaks it. */
  'not_understood',
  /** It wants a login that it was not given. */
  'not_logged_in',
  /** Its process has ended. */
  'died',
  /** It was silent for too long. */
  'silent',
  /** It said more than anybody could read. */
  'flooded',
  /** It went on with tools after all its steps were used up. */
  'steps_used_up',
  /** It answered a request with an error. */
  'error',
] as const;

export type AgentFailure = (typeof agentFailures)[number];

/** What an agent says that it has used; a cost where it names one in USD. */
export const agentUsageSchema = z.object({
  /** Null where it tells no tokens. */
  input_tokens: z.number().nullable(),
  cached_input_tokens: z.number().nullable(),
  output_tokens: z.number().nullable(),
  cost_usd: z.number().nullable(),
});

export type AgentUsage = z.infer<typeof agentUsageSchema>;

/** What kind of thing an agent tells while it works. */
const agentUpdateKinds = ['message', 'thought', 'tool', 'plan', 'permission', 'question'] as const;

/** One thing that an agent tells: its own words, of which nobody has checked any. */
export const agentUpdateSchema = z.object({
  kind: z.enum(agentUpdateKinds),
  text: z.string(),
  /** Of a tool: how far it has come, by the agent's word; of a permission or a question: what it was answered. */
  status: z.string().nullable(),
});

export type AgentUpdate = z.infer<typeof agentUpdateSchema>;

/** What an agent came to, but for its files. */
export const agentReportSchema = z.object({
  stop_reason: z.enum(agentStopReasons),
  failure: z.object({ kind: z.enum(agentFailures), message: z.string() }).nullable(),
  /** Its last message; '' for none. */
  answer: z.string(),
  /** How often its answer was asked for again within the session. */
  repairs: z.number(),
  /** Uses of tools that it told of. */
  steps: z.number(),
  /** Updates that it sent, and those of them that are not recorded. */
  updates: z.number(),
  updates_left_out: z.number(),
  usage: agentUsageSchema.nullable(),
  /** As it names itself; null where it does not. */
  program: z.object({ name: z.string(), version: z.string() }).nullable(),
});

export type AgentReport = z.infer<typeof agentReportSchema>;
