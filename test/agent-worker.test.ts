import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAgentWorker } from '../src/agent/agent-worker.ts';
import { agentSpec } from '../src/core/agent/agent-spec.ts';
import type { AgentUpdate } from '../src/core/agent/agent-wire.ts';
import type { WorkOrder } from '../src/ports/role-worker.ts';
import { createUnsandboxed } from '../src/sandbox/unsandboxed.ts';
import type { AgentDeed, AgentScript } from './support/agent-command.ts';
import { scriptedAgent } from './support/agent-run.ts';
import { processesNaming, programs, viewOf } from './support/attack.ts';
import { temporaryFolder } from './support/run-fixture.ts';

const prompt = 'You are the coder of a loop. {"iteration": 1}';

interface Played {
  order?: Partial<WorkOrder>;
  silentMs?: number;
  signal?: AbortSignal;
  /** What the user's login file holds, of which the agent gets a copy; none otherwise. */
  login?: string;
}

/** Gives the scripted agent one order, and tells what came of it. */
async function play(deeds: AgentDeed[][], played: Played = {}, script: AgentScript = {}) {
  return playCommand(await scriptedAgent({ coder: [deeds], ...script }), played);
}

async function playCommand(command: string, { order = {}, silentMs = 60_000, signal, login }: Played) {
  const folder = await temporaryFolder();
  const root = join(folder, 'views', 'view');
  mkdirSync(root, { recursive: true });
  const updates: AgentUpdate[] = [];
  const again: string[] = [];
  const had: string[] = [];
  const userHome = join(folder, 'home');
  mkdirSync(userHome);
  if (login !== undefined) writeFileSync(join(userHome, 'login.json'), login);
  const folders = login === undefined ? [] : ['login.json'];
  const worker = createAgentWorker({
    agents: new Map([[command, { ...agentSpec(command, {}), folders }]]),
    userHome,
    folder: join(folder, 'agent'),
    user: null,
    sandboxFor: async (_agent, home) => createUnsandboxed({ PATH: process.env.PATH ?? '' }, programs, home),
    rootOf: (view) => view.root,
    hadTokens: (tokens) => void had.push(...tokens),
    silentMs: { itself: silentMs, atWork: silentMs },
  });
  const report = await worker.work(
    {
      agent: command,
      role: 'coder',
      view: viewOf(root),
      prompt,
      maxSteps: 60,
      finish: 'Give your answer now.',
      repairsLeft: 2,
      objection: (answer) => (answer === 'done' ? null : `not done: ${answer}`),
      tell: (update) => updates.push(update),
      askedAgain: (error) => again.push(error),
      ...order,
    },
    signal ?? new AbortController().signal,
  );
  return { report, updates, again, root, had };
}

const done: AgentDeed = { say: 'done' };

describe('an agent that works', () => {
  test('its deeds are told as it tells them, its last message is its answer', async () => {
    const { report, updates, root } = await play([
      [{ think: 'Hm.' }, { say: 'I ' }, { say: 'look.' }, { shell: 'echo x > made; pwd' }, done],
    ]);
    expect(report).toMatchObject({
      stop_reason: 'end_turn',
      failure: null,
      answer: 'done',
      steps: 1,
      repairs: 0,
    });
    expect(report.program).toEqual({ name: 'scripted', version: '1.0.0' });
    expect(updates).toEqual([
      { kind: 'thought', text: 'Hm.', status: null },
      { kind: 'message', text: 'I look.', status: null },
      { kind: 'tool', text: 'echo x > made; pwd', status: 'in_progress' },
      { kind: 'tool', text: `echo x > made; pwd\n${root}\n`, status: 'completed' },
    ]);
    expect(await readFile(join(root, 'made'), 'utf8')).toBe('x\n');
  });

  test('what it has used counts as far as it says so', async () => {
    const usage = {
      inputTokens: 5,
      cachedReadTokens: 20,
      cachedWriteTokens: 0,
      outputTokens: 7,
      totalTokens: 32,
    };
    const told = await play([[{ cost: 0.5 }, { cost: 0.75 }, done, { usage }]]);
    expect(told.report.usage).toEqual({
      input_tokens: 25,
      cached_input_tokens: 20,
      output_tokens: 7,
      cost_usd: 0.75,
    });
    expect((await play([[done]])).report.usage).toBeNull();
  });

  test('leave is granted, and a question is declined', async () => {
    const { report, updates } = await play([
      [{ permission: 'Remove all' }, { question: 'Which one?' }, { shell: 'true' }, done],
    ]);
    expect(report.answer).toBe('done');
    expect(updates.filter(({ kind }) => kind !== 'tool')).toEqual([
      { kind: 'permission', text: 'Remove all', status: 'Yes' },
      { kind: 'question', text: 'Which one?', status: 'nobody is there to answer' },
      { kind: 'message', text: 'permission: yes\nquestion: decline\n', status: null },
    ]);
  });
});

describe('an answer that can not be used', () => {
  test('is asked for again within the session, with the reason, as often as may be', async () => {
    const { report, again, updates } = await play([[{ say: 'Shall I?' }], [{ say: 'no' }], [done]]);
    expect(report).toMatchObject({ stop_reason: 'end_turn', answer: 'done', repairs: 2 });
    expect(again).toEqual(['not done: Shall I?', 'not done: no']);
    expect(updates.map(({ text }) => text)).toEqual(['Shall I?', 'no']);
    const given = await play([[{ say: 'Hm.' }]], { order: { repairsLeft: 1 } });
    expect(given.report).toMatchObject({ stop_reason: 'end_turn', answer: 'Hm.', repairs: 1 });
  });

  test.each(['refusal', 'max_tokens', 'max_turn_requests', 'cancelled'])(
    '%s ends the session',
    async (stop) => {
      const { report, again } = await play([[{ stop }, done]]);
      expect(report).toMatchObject({ stop_reason: stop, failure: null, repairs: 0 });
      expect(again).toEqual([]);
    },
  );
});

describe('an agent that fails', () => {
  const kindOf = async (deeds: AgentDeed[][], played?: Played, script?: AgentScript) =>
    (await play(deeds, played, script)).report.failure;

  test('by dying: what it said last is told', async () => {
    expect(await kindOf([[{ complain: 'out of luck' }, { die: 7 }]])).toEqual({
      kind: 'died',
      message: 'the agent ended before it had answered (exit code 7): out of luck',
    });
  });

  test('by hanging, at its start too', async () => {
    expect(await kindOf([[{ hang: true }]], { silentMs: 300 })).toMatchObject({ kind: 'silent' });
    expect((await playCommand('sleep 600', { silentMs: 300 })).report.failure).toMatchObject({
      kind: 'silent',
    });
  });

  test('by an error in place of an answer', async () => {
    const error = { code: -32_603, message: 'no quota' };
    expect(await kindOf([[{ error }]])).toMatchObject({
      kind: 'error',
      message: expect.stringContaining('no quota'),
    });
  });

  test('by wanting a login that it has not', async () => {
    expect(await kindOf([[done]], {}, { login: true })).toMatchObject({ kind: 'not_logged_in' });
  });

  test('by another version of the protocol, or none', async () => {
    expect(await kindOf([[done]], {}, { version: 2 })).toMatchObject({ kind: 'not_understood' });
    const { report } = await playCommand('yes nonsense', {});
    expect(report.failure).toMatchObject({ kind: 'not_understood' });
  });

  test('by not being there', async () => {
    const { report } = await playCommand('no-such-agent --acp', {});
    expect(report.failure).toMatchObject({
      kind: 'not_started',
      message: expect.stringContaining('no-such-agent'),
    });
  });

  test('by a message without end, of which little is kept', async () => {
    const { report } = await playCommand(`printf '{"x":"'; yes | tr -d '\\n'`, {});
    expect(report.failure).toMatchObject({ kind: 'flooded' });
  });

  test('by going on with tools when its steps are used up and it was told to answer', async () => {
    const order = { maxSteps: 3 };
    const answered = await play([[{ uses: 4 }, { wait: true }, { stop: 'cancelled' }], [done]], { order });
    expect(answered.report).toMatchObject({ stop_reason: 'end_turn', answer: 'done', steps: 4 });
    const went = await play(
      [
        [{ uses: 4 }, { wait: true }, { stop: 'cancelled' }],
        [{ uses: 1 }, { hang: true }],
      ],
      {
        order,
      },
    );
    expect(went.report.failure).toMatchObject({ kind: 'steps_used_up' });
  });
});

test('what it tells is kept within bounds, and the rest is counted', async () => {
  const { report, updates } = await play([[{ say: 'x'.repeat(10_000) }, { uses: 500 }, done]], {
    order: { maxSteps: 1000 },
  });
  expect(updates[0]?.text.length).toBeLessThan(4100);
  expect(updates.length).toBe(400);
  expect(report).toMatchObject({ updates: 1002, updates_left_out: 601, answer: 'done' });
});

test('what it has left running is gone with it', async () => {
  let running: number[] = [];
  const { report } = await play([[{ leave: 'exec sleep 27182' }, { shell: 'true' }, done]], {
    order: {
      tell: () => {
        running = processesNaming('27182');
      },
    },
  });
  expect(report.answer).toBe('done');
  // Control: it did run meanwhile.
  expect(running).not.toEqual([]);
  expect(processesNaming('27182')).toEqual([]);
});

test('a stop is told to it, and ends it where it does not listen', async () => {
  const controller = new AbortController();
  const stopped = play([[{ shell: 'true' }, { wait: true }]], {
    order: { tell: () => controller.abort(new Error('stop')) },
    signal: controller.signal,
  });
  await expect(stopped).rejects.toThrow('stop');
  const deaf = new AbortController();
  const ended = play([[{ shell: 'true' }, { shell: 'exec sleep 31622' }]], {
    order: { tell: () => deaf.abort(new Error('stop')) },
    signal: deaf.signal,
  });
  await expect(ended).rejects.toThrow('stop');
  expect(processesNaming('31622')).toEqual([]);
});

describe("the tokens of an agent's login", () => {
  const old = 'old-Token-1234567890';
  const refreshed = 'new-Token-0987654321';
  const deeds: AgentDeed[][] = [
    [
      { shell: `cat ~/login.json; echo '{"token":"${refreshed}"}' > ~/login.json` },
      { say: `I have ${refreshed}.` },
    ],
    [{ shell: 'cat ~/login.json' }, { complain: refreshed }, { say: 'done' }],
  ];

  test('are in nothing that it tells, those either that it has just refreshed', async () => {
    const { had, ...told } = await play(deeds, { login: `{"token":"${old}"}` });
    expect(told.report.answer).toBe('done');
    expect(told.again).toEqual(['not done: I have [redacted].']);
    // The title of a tool is told before its command has refreshed anything.
    const [, ...later] = told.updates;
    expect(JSON.stringify([told.report, told.again, later])).not.toMatch(/(?:old|new)-Token/);
    expect(had.sort()).toEqual([refreshed, old]);
  });

  test('are texts like any other where it has no such login', async () => {
    const { again, had } = await play(deeds);
    expect(again).toEqual([`not done: I have ${refreshed}.`]);
    expect(had).toEqual([]);
  });
});
