/**
 * An agent that speaks the Agent Client Protocol, version 1, and does what a script says: a process of its own, without
 * any package. Its one argument is the path of the script: `{ <role>: [<iteration>: [<prompt of a session>: [step]]] }`.
 * The last entry of each list stands for all that follow, so that what it does hangs on what it is told alone.
 */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const script = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const sessionId = 'session-1';
const update = (fields) => send({ method: 'session/update', params: { sessionId, update: fields } });
const waiting = new Map();
let prompts = 0;
let asked = 0;
let uses = 0;
let plan = null;
let cancel = () => {};

const at = (list, index) => list[Math.min(index, list.length - 1)];
const ask = (method, params) => {
  asked += 1;
  send({ id: `a${asked}`, method, params });
  return new Promise((resolve) => waiting.set(`a${asked}`, resolve));
};
const forever = () => new Promise(() => setInterval(() => {}, 1_000_000));

function use(title, work) {
  uses += 1;
  const toolCallId = `t${uses}`;
  update({ sessionUpdate: 'tool_call', toolCallId, title, kind: 'execute', status: 'in_progress' });
  const said = work();
  const content = [{ type: 'content', content: { type: 'text', text: said } }];
  update({ sessionUpdate: 'tool_call_update', toolCallId, status: 'completed', content });
}

function shell(command) {
  try {
    return execFileSync('sh', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return `${error.stdout}${error.stderr}exit code ${error.status}`;
  }
}

const say = (text) => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });

const steps = {
  shell: (command) => use(command, () => shell(command)),
  say,
  json: (value) => say(JSON.stringify(value)),
  think: (text) => update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text } }),
  leave: (command) => void spawn('sh', ['-c', command], { detached: true, stdio: 'ignore' }).unref(),
  permission: async (title) => {
    const options = [
      { optionId: 'no', name: 'No', kind: 'reject_once' },
      { optionId: 'yes', name: 'Yes', kind: 'allow_once' },
    ];
    const { outcome } = await ask('session/request_permission', {
      sessionId,
      toolCall: { toolCallId: `p${uses}`, title },
      options,
    });
    say(`permission: ${outcome.optionId ?? outcome.outcome}\n`);
  },
  question: async (message) => {
    const requestedSchema = { type: 'object', properties: {} };
    const { action } = await ask('elicitation/create', { mode: 'form', sessionId, message, requestedSchema });
    say(`question: ${action}\n`);
  },
  cost: (amount) =>
    update({ sessionUpdate: 'usage_update', used: 1, size: 2, cost: { amount, currency: 'USD' } }),
  write: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  uses: (count) => {
    for (let index = 0; index < count; index += 1) use(`use ${index}`, () => '');
  },
  flood: async (bytes) => {
    const line = `${JSON.stringify({ jsonrpc: '2.0', method: 'session/update', params: { sessionId, update: { sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'x'.repeat(60_000) } } } })}\n`;
    for (let sent = 0; sent < bytes; sent += line.length) {
      if (!process.stdout.write(line)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  },
  die: (code) => process.exit(code),
  hang: forever,
  /** Until it is told to stop. */
  wait: () =>
    new Promise((resolve) => {
      cancel = resolve;
    }),
};

async function prompt(id, [{ text }]) {
  if (prompts === 0) {
    const role = /You are the (planner|coder|tester)/.exec(text)?.[1];
    const iteration = Number(/"iteration": (\d+)/.exec(text)?.[1] ?? 1);
    plan = at(script[role], iteration - 1);
  }
  const todo = at(plan, prompts);
  prompts += 1;
  const result = { stopReason: 'end_turn' };
  for (const step of todo) {
    const [[name, value]] = Object.entries(step);
    if (name === 'error') return send({ id, error: value });
    if (name === 'stop') result.stopReason = value;
    else if (name === 'usage') result.usage = value;
    else await steps[name](value);
  }
  send({ id, result });
}

const answers = {
  initialize: () => ({
    protocolVersion: script.version ?? 1,
    agentCapabilities: {},
    agentInfo: { name: 'scripted', version: '1.0.0' },
    authMethods: [],
  }),
  'session/new': () => ({ sessionId }),
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params, result } = JSON.parse(line);
  if (method === undefined) waiting.get(id)?.(result);
  else if (method === 'session/prompt') prompt(id, params.prompt);
  else if (method === 'session/cancel') cancel();
  else if (method === 'session/new' && script.login) {
    send({ id, error: { code: -32000, message: 'Authentication required' } });
  } else if (answers[method]) send({ id, result: answers[method](params) });
});
