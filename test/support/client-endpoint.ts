import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What the model of a real client does in one response: a shell command, or the end of its turn. */
export type ClientStep = { shell: string } | { say: string };

type Line = { event: string; data: object };

/** The body of a client's request. */
export interface ClientBody {
  tools?: unknown[];
}

/** How the endpoint of a client speaks. */
export interface ClientApi {
  /** Whether a request is one of the conversation, and not a side one. */
  isMain: (body: ClientBody, url: string) => boolean;
  lines: (step: ClientStep, number: number) => Line[];
}

/** An endpoint that streams one step a request; the bodies of the conversation's requests are kept. */
export async function clientEndpoint(
  { isMain, lines }: ClientApi,
  stepFor: (asked: number, body: string) => ClientStep,
) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const body = request.method === 'POST' ? ((await json(request)) as ClientBody) : {};
    if (!isMain(body, request.url ?? '')) return sendLines(response, lines({ say: 'x' }, 0));
    const text = JSON.stringify(body);
    asked.push(text);
    return sendLines(response, lines(stepFor(asked.length, text), asked.length));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return { asked, port: (server.address() as AddressInfo).port };
}

/** These steps in order, the last one ever again. */
export function inOrder(steps: readonly ClientStep[]): (asked: number) => ClientStep {
  return (asked) => steps[Math.min(asked, steps.length) - 1] ?? { say: 'x' };
}

function sendLines(response: ServerResponse, lines: readonly Line[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const { event, data } of lines) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  response.end();
}

/** Anthropic's Messages, as they are streamed. */
function messageLines(step: ClientStep, number: number): Line[] {
  const isCall = 'shell' in step;
  const block = isCall
    ? { type: 'tool_use', id: `t${number}`, name: 'Bash', input: {} }
    : { type: 'text', text: '' };
  const delta = isCall
    ? { type: 'input_json_delta', partial_json: JSON.stringify({ command: step.shell, description: 'work' }) }
    : { type: 'text_delta', text: step.say };
  const usage = { input_tokens: 10, output_tokens: 1 };
  const message = {
    id: `m${number}`,
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  const data: { type: string }[] = [
    { type: 'message_start', message } as { type: string },
    { type: 'content_block_start', index: 0, content_block: block } as { type: string },
    { type: 'content_block_delta', index: 0, delta } as { type: string },
    { type: 'content_block_stop', index: 0 } as { type: string },
    {
      type: 'message_delta',
      delta: { stop_reason: isCall ? 'tool_use' : 'end_turn', stop_sequence: null },
      usage,
    } as { type: string },
    { type: 'message_stop' },
  ];
  return data.map((one) => ({ event: one.type, data: one }));
}

/** OpenAI's Responses, as they are streamed. */
function responseLines(step: ClientStep, number: number): Line[] {
  const id = `r${number}`;
  const item =
    'shell' in step
      ? {
          type: 'function_call',
          id: `f${number}`,
          call_id: `c${number}`,
          name: 'exec_command',
          arguments: JSON.stringify({ cmd: step.shell }),
        }
      : {
          type: 'message',
          id: `m${number}`,
          role: 'assistant',
          content: [{ type: 'output_text', text: step.say, annotations: [] }],
        };
  const usage = {
    input_tokens: 1,
    input_tokens_details: null,
    output_tokens: 1,
    output_tokens_details: null,
    total_tokens: 2,
  };
  return [
    { event: 'response.created', data: { type: 'response.created', response: { id } } },
    {
      event: 'response.output_item.done',
      data: { type: 'response.output_item.done', output_index: 0, item },
    },
    { event: 'response.completed', data: { type: 'response.completed', response: { id, usage } } },
  ];
}

/** Of Claude Code, and of Codex. */
export const clientApis = {
  claude: {
    isMain: (body, url) => !url.includes('count_tokens') && (body.tools?.length ?? 0) > 3,
    lines: messageLines,
  },
  codex: { isMain: (_body, url) => url.endsWith('/responses'), lines: responseLines },
} satisfies Record<string, ClientApi>;
