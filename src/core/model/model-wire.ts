import { z } from 'zod';
import type { ReasoningEffort, ServiceTier } from '../settings/model-settings.ts';

/**
 * The part of the Responses API that proofloop relies on, reduced to the fields it keeps.
 */
export const outputItemSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    role: z.literal('assistant'),
    /** What a message is to the whole answer, where the model says it. */
    phase: z.enum(['commentary', 'final_answer']).optional(),
    content: z.array(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('output_text'), text: z.string() }),
        z.object({ type: z.literal('refusal'), refusal: z.string() }),
      ]),
    ),
  }),
  z.object({
    type: z.literal('function_call'),
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
  }),
  z.object({
    type: z.literal('reasoning'),
    id: z.string(),
    summary: z.array(z.unknown()),
    encrypted_content: z.string().nullable(),
  }),
]);

export type OutputItem = z.infer<typeof outputItemSchema>;
export type Message = Extract<OutputItem, { type: 'message' }>;
export type FunctionCall = Extract<OutputItem, { type: 'function_call' }>;

/** Tokens as the server reported them; `input_tokens` includes the cached and the cache-written ones. */
export const usageSchema = z.object({
  input_tokens: z.number(),
  cached_input_tokens: z.number(),
  cache_write_tokens: z.number(),
  output_tokens: z.number(),
});

export type TokenUsage = z.infer<typeof usageSchema>;

/** One item of a request's `input`; messages have plain text, the form that every server takes. */
export type InputItem =
  | Extract<OutputItem, { type: 'function_call' | 'reasoning' }>
  | { type: 'message'; role: 'user' | 'assistant'; content: string; phase?: Message['phase'] }
  | { type: 'function_call_output'; call_id: string; output: string };

export interface FunctionTool {
  type: 'function';
  name: string;
  description: string;
  parameters: Record<string, unknown>;
  strict: true;
}

/** The body of one request, without the fields that are the same for all (`stream`, `store`). */
export interface ModelRequest {
  model: string;
  instructions: string;
  input: InputItem[];
  tools: FunctionTool[];
  text: { format: { type: 'json_schema'; name: string; strict: true; schema: Record<string, unknown> } };
  metadata: { run_id: string; role: string; iteration: string };
  prompt_cache_key: string;
  /** Absent where the model's own default holds. */
  reasoning?: { effort: ReasoningEffort };
  service_tier?: ServiceTier;
  /** The most that the answer may have, reasoning included. */
  max_output_tokens: number;
}

/** A request before it is decided how long its answer may be. */
export type RequestContent = Omit<ModelRequest, 'max_output_tokens'>;

const modelErrorKinds = [
  /** 429 for a rate limit: wait and try again. */
  'rate_limited',
  /** Refused, unresolved or unreachable: wait and try again. */
  'away',
  /** 5xx. */
  'server_error',
  /** The model has more to do than it can: as a server error, but another model may have room. */
  'overloaded',
  /** A broken stream, a timeout, 408, 409, or an answer that is not a Responses API stream. */
  'transport',
  /** The input and the answer together do not fit into the model's window. */
  'too_long',
  /** The endpoint is there, but has no such model. */
  'model_not_found',
  /** 400, 401, 403, 404, `insufficient_quota`, other 4xx, a certificate: trying again can't help. */
  'rejected',
] as const;

/** What an endpoint refuses, and will refuse in the next iteration too. */
export const refusals = [
  /** 401. */
  'key',
  /** 403. */
  'access',
  /** 404: the model, or the whole address. */
  'not_found',
  /** `insufficient_quota`. */
  'quota',
  /** The endpoint's certificate is not one that is trusted here. */
  'certificate',
] as const;

export type Refusal = (typeof refusals)[number];

/** Why a request brought no response at all. */
export const modelErrorSchema = z.object({
  kind: z.enum(modelErrorKinds),
  http_status: z.number().nullable(),
  /** One sentence for a person: what the endpoint answered and, where it is known, how to mend it. */
  message: z.string(),
  /** From `Retry-After` or `retry-after-ms`. */
  retry_after_ms: z.number().nullable(),
  /** The endpoint may have worked on the request, so that it may be billed although no answer came. */
  may_be_billed: z.boolean(),
  /** Absent where a later request may fare better, and in older logs. */
  refusal: z.enum(refusals).optional(),
});

export type ModelError = z.infer<typeof modelErrorSchema>;

/** A finished response, whatever its status; `usage` is null where the server sent none. */
export const modelAnswerSchema = z.object({
  response_id: z.string().nullable(),
  model: z.string().nullable(),
  status: z.enum(['completed', 'incomplete', 'failed', 'cancelled']),
  /** The server's reason for `incomplete` or `failed`. */
  status_reason: z.string().nullable(),
  output: z.array(outputItemSchema),
  usage: usageSchema.nullable(),
});

export type ModelAnswer = z.infer<typeof modelAnswerSchema>;
