import type { Model, ModelAnswer } from 'proofloop';

type Result = Awaited<ReturnType<Model['respond']>>;

/** A role's answer. */
export function answer(value: object): Result {
  const text = JSON.stringify(value);
  return finished([{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }]);
}

let calls = 0;

/** One call of the shell. */
export function shellCall(command: string): Result {
  calls += 1;
  const call = {
    call_id: `call_${calls}`,
    arguments: JSON.stringify({ command, timeout_ms: null }),
  };
  return finished([{ type: 'function_call', name: 'shell', ...call }]);
}

function finished(output: ModelAnswer['output']): Result {
  const usage = { input_tokens: 1, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens: 1 };
  return {
    kind: 'answer',
    answer: {
      ...{ response_id: null, model: null, status_reason: null },
      status: 'completed',
      output,
      usage,
    },
  };
}
