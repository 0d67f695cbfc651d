import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { programPath } from '../support/program.ts';
import { repositoryWith, sumProject, temporaryFolder } from '../support/run-fixture.ts';

/** The real clients, each with a binary of some hundred megabytes: fetched by this test alone, into a folder of its own. */
const clients = resolve(import.meta.dirname, '../../node_modules/.cache/hook-clients');
const packages = ['@anthropic-ai/claude-code@2', '@openai/codex@0'];

beforeAll(() => {
  if (existsSync(join(clients, 'node_modules/.bin/codex'))) return;
  mkdirSync(clients, { recursive: true });
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: clients, stdio: 'inherit' });
  npm('install', '--prefix', clients, '--no-audit', '--no-fund', '--ignore-scripts', ...packages);
  // It only puts the binary that came along to its place.
  execFileSync('node', [join(clients, 'node_modules/@anthropic-ai/claude-code/install.cjs')], {
    stdio: 'inherit',
  });
});

/** What the model does in one response: a shell command, or the end of its turn. */
type Step = { shell: string } | { say: string };

const lie: Step[] = [{ shell: "echo 'echo 7' > sum.sh" }, { say: 'All done, all tests pass.' }];
const mend: Step[] = [{ shell: "echo 'echo $(($1 + $2))' > sum.sh" }, { say: 'Really done.' }];

type Line = { event: string; data: object };

/** An endpoint that streams one step a request, the last one ever again; the request bodies are kept. */
async function endpointOf(
  steps: readonly Step[],
  isMain: (body: Body, url: string) => boolean,
  lines: (step: Step, number: number) => Line[],
) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const body = request.method === 'POST' ? ((await json(request)) as Body) : {};
    if (!isMain(body, request.url ?? '')) return sendLines(response, lines({ say: 'x' }, 0));
    asked.push(JSON.stringify(body));
    const step = steps[Math.min(asked.length, steps.length) - 1] ?? { say: 'x' };
    return sendLines(response, lines(step, asked.length));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return { asked, port: (server.address() as AddressInfo).port };
}

interface Body {
  tools?: unknown[];
}

function sendLines(response: ServerResponse, lines: readonly Line[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const { event, data } of lines) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  response.end();
}

/** Anthropic's Messages, as they are streamed. */
function messageLines(step: Step, number: number): Line[] {
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
function responseLines(step: Step, number: number): Line[] {
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

const hookCommand = (agent: string) => `${process.execPath} ${programPath} hook ${agent} --sandbox off`;
const hooksOf = (agent: string) => {
  const hooks = [{ hooks: [{ type: 'command', command: hookCommand(agent), timeout: 600 }] }];
  return JSON.stringify({ hooks: { SessionStart: hooks, Stop: hooks } });
};

interface Session {
  asked: readonly string[];
  exitCode: number | null;
  sum: string;
}

const players = {
  async claude(steps: readonly Step[]): Promise<Session> {
    const { asked, port } = await endpointOf(
      steps,
      (body, url) => !url.includes('count_tokens') && (body.tools?.length ?? 0) > 3,
      messageLines,
    );
    return play(asked, (home) => {
      const settings = join(home, 'settings.json');
      writeFileSync(settings, hooksOf('claude'));
      return {
        args: ['claude', '-p', 'Mend sum.sh', '--settings', settings, '--dangerously-skip-permissions'],
        variables: {
          IS_SANDBOX: '1',
          ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`,
          ANTHROPIC_API_KEY: 'sk-scripted',
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        },
      };
    });
  },
  async codex(steps: readonly Step[]): Promise<Session> {
    const { asked, port } = await endpointOf(
      steps,
      (_body, url) => url.endsWith('/responses'),
      responseLines,
    );
    return play(asked, (home) => {
      const provider = `[model_providers.scripted]\nname = "scripted"\nbase_url = "http://127.0.0.1:${port}/v1"\nwire_api = "responses"\n`;
      writeFileSync(
        join(home, 'config.toml'),
        `model = "scripted"\nmodel_provider = "scripted"\n${provider}`,
      );
      writeFileSync(join(home, 'hooks.json'), hooksOf('codex'));
      return {
        args: [
          'codex',
          'exec',
          '--dangerously-bypass-hook-trust',
          '--dangerously-bypass-approvals-and-sandbox',
          'Mend sum.sh',
        ],
        variables: { CODEX_HOME: home },
      };
    });
  },
};

async function play(
  asked: readonly string[],
  prepare: (home: string) => { args: string[]; variables: Record<string, string> },
): Promise<Session> {
  const folder = await repositoryWith({
    ...sumProject,
    'proofloop.config.json': '{ "verify": ["sh check.sh"] }\n',
  });
  const home = await temporaryFolder();
  const { args, variables } = prepare(home);
  const [name = '', ...rest] = args;
  const child = spawn(join(clients, 'node_modules/.bin', name), rest, {
    cwd: folder,
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: home,
      PROOFLOOP_HOME: join(home, 'proofloop'),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  await said;
  return { asked, exitCode, sum: readFileSync(join(folder, 'sum.sh'), 'utf8') };
}

const refusal = 'proofloop has measured the files as they are now';

describe.each(['claude', 'codex'] as const)('the real client %s', (agent) => {
  test('is refused a lying turn with the reasons, and is let go once the work holds', async () => {
    const { asked, exitCode, sum } = await players[agent]([...lie, ...mend]);
    expect(exitCode).toBe(0);
    expect(asked).toHaveLength(4);
    expect(asked[1]).not.toContain(refusal);
    expect(asked[2]).toContain(refusal);
    expect(asked[2]).toContain('on a fresh checkout exited with 1');
    expect(sum).toBe('echo $(($1 + $2))\n');
  });

  test('that never mends its work is let go after three refusals', async () => {
    const { asked, exitCode } = await players[agent](lie);
    expect(exitCode).toBe(0);
    // The command, its end, and one more answer to each refusal.
    expect(asked.map((body) => body.includes(refusal))).toEqual([false, false, true, true, true]);
  });
});
