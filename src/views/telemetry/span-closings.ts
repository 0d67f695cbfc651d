import type { LoggedEvent, Payload } from '../../core/events.ts';
import { priceOf, type RunOptions } from '../../core/options.ts';
import { roleSchema } from '../../core/role.ts';
import { costOf } from '../../core/usage/usage.ts';
import type { Attributes, RunSpan } from './span.ts';
import { checkSpanKey, outputMessages, textMessage, toolSpanKey } from './span-parts.ts';

/** What is known of a span once it has ended. */
export type Closing = Pick<RunSpan, 'attributes' | 'error'>;

/** What earlier events have said of a request: the model that was asked, and what it takes. */
export interface AskedModel {
  model: string;
  prices: RunOptions['prices'];
}

/** The spans that an event ends, by their keys. */
export function spansEndedBy(
  { event, payload }: LoggedEvent,
  asked: AskedModel,
  withContents: boolean,
): readonly (readonly [key: string, Closing])[] {
  const contents = (attributes: Attributes) => (withContents ? attributes : {});
  switch (event) {
    case 'model_response':
      return [['chat', ended(answerOf(payload, asked, withContents), answerError(payload))]];
    case 'model_error': {
      const type = payload.http_status === null ? payload.kind : String(payload.http_status);
      return [['chat', ended({}, { type, message: payload.message })]];
    }
    case 'tool_result': {
      const { exit_code, timed_out, output } = payload;
      const attributes = {
        ...(exit_code === null ? {} : { 'process.exit.code': exit_code }),
        ...contents({ 'gen_ai.tool.call.result': output }),
      };
      return [[toolSpanKey(payload.call_id), ended(attributes, timed_out ? timeout : null)]];
    }
    case 'agent_result':
      return [['agent', agentClosing(payload, withContents)]];
    case 'planner_output':
    case 'coder_output':
    case 'tester_output':
      return [['role', ended({}, null)]];
    case 'step_failed': {
      const error = { type: 'step_failed', message: payload.error };
      const isRole = roleSchema.safeParse(payload.step).success;
      return [[isRole ? 'role' : payload.step, ended({}, error)]];
    }
    case 'setup_result':
      return [['setup', ended({ 'proofloop.cached': payload.cached }, failureIn(payload.commands))]];
    case 'check_result': {
      // That it failed is no error: some checks are there to fail.
      const commands = payload.runs.flat();
      const attributes = {
        'proofloop.cached': payload.cached,
        'proofloop.check.runs': payload.runs.length,
        'proofloop.check.passed': commands.every(({ exit_code }) => exit_code === 0),
      };
      return [[checkSpanKey(payload), ended(attributes, commands.some(isTimedOut) ? timeout : null)]];
    }
    case 'checks_dropped':
      return payload.checks.map((place) => [checkSpanKey(place), ended({ 'proofloop.dropped': true }, null)]);
    case 'loop_completed':
    case 'loop_stopped':
    case 'loop_failed':
      return [['run', runClosing(payload)]];
    case 'judge_finished': {
      const { verdict, stop_reason } = payload;
      const error = stop_reason === null ? null : { type: stop_reason, message: null };
      return [['run', ended({ 'proofloop.verdict': verdict }, error)]];
    }
    default:
      return [];
  }
}

const isTimedOut = ({ timed_out }: { timed_out: boolean }) => timed_out;

const timeout = { type: 'timeout', message: null };

function ended(attributes: Attributes, error: Closing['error']): Closing {
  return { attributes, error };
}

function answerOf(answer: Payload<'model_response'>, asked: AskedModel, withContents: boolean): Attributes {
  const { response_id, model, status, usage, output } = answer;
  const reason = status === 'completed' ? 'stop' : status;
  return {
    ...(response_id === null ? {} : { 'gen_ai.response.id': response_id }),
    ...(model === null ? {} : { 'gen_ai.response.model': model }),
    'gen_ai.response.finish_reasons': [reason],
    ...(usage === null ? {} : usageOf(usage, asked)),
    ...(withContents ? { 'gen_ai.output.messages': outputMessages(output, reason) } : {}),
  };
}

function usageOf(
  usage: NonNullable<Payload<'model_response'>['usage']>,
  { model, prices }: AskedModel,
): Attributes {
  const price = priceOf({ prices } as RunOptions, model);
  return {
    'gen_ai.usage.input_tokens': usage.input_tokens,
    'gen_ai.usage.output_tokens': usage.output_tokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cached_input_tokens,
    'gen_ai.usage.cache_creation.input_tokens': usage.cache_write_tokens,
    ...(price === null ? {} : { 'proofloop.cost_usd': costOf(usage, price) }),
  };
}

function answerError({ status, status_reason }: Payload<'model_response'>): Closing['error'] {
  return status === 'completed' ? null : { type: status, message: status_reason };
}

function agentClosing(result: Payload<'agent_result'>, withContents: boolean): Closing {
  const { stop_reason, failure, usage, answer } = result;
  const attributes = {
    'gen_ai.response.finish_reasons': [stop_reason],
    ...known('gen_ai.usage.input_tokens', usage?.input_tokens),
    ...known('gen_ai.usage.output_tokens', usage?.output_tokens),
    ...known('gen_ai.usage.cache_read.input_tokens', usage?.cached_input_tokens),
    ...known('proofloop.cost_usd', usage?.cost_usd),
    ...(withContents ? { 'gen_ai.output.messages': textMessage('assistant', answer) } : {}),
  };
  return ended(attributes, failure === null ? null : { type: failure.kind, message: failure.message });
}

function known(name: string, value: number | null | undefined): Attributes {
  return value == null ? {} : { [name]: value };
}

function failureIn(commands: readonly { exit_code: number | null; timed_out: boolean }[]): Closing['error'] {
  if (commands.some(isTimedOut)) return timeout;
  return commands.some(({ exit_code }) => exit_code !== 0) ? { type: 'exit_code', message: null } : null;
}

function runClosing(summary: Payload<'loop_completed' | 'loop_stopped' | 'loop_failed'>): Closing {
  const { phase, stop_reason, iteration, evidence, usage } = summary;
  const attributes = {
    'proofloop.outcome': phase,
    'proofloop.verdict': evidence.verdict,
    'proofloop.iterations': iteration,
    ...(stop_reason === null ? {} : { 'proofloop.stop_reason': stop_reason }),
    ...known('proofloop.cost_usd', usage.cost_usd),
  };
  return ended(attributes, phase === 'failed' ? { type: stop_reason ?? phase, message: null } : null);
}
