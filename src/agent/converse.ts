import type { AnyMessage, ClientContext, StopReason } from '@agentclientprotocol/sdk';
import { askAgain } from '../core/agent/agent-prompt.ts';
import type { AgentReport } from '../core/agent/agent-wire.ts';
import type { WorkOrder } from '../ports/role-worker.ts';
import { boundedStream, longestMessageBytes } from './bounded-stream.ts';
import { FailedTalk } from './failed-talk.ts';
import { grant, openAgentSession, wantsLogin } from './session.ts';
import { type Silence, watchSilence } from './silence.ts';
import { createUpdateLog, type UpdateLog } from './update-log.ts';
import { createUsageTold } from './usage-told.ts';

/** How an agent is talked with. */
export interface Terms {
  /** The folder of the work, as the agent sees it. */
  folder: string;
  /** Ways to log in that need nobody. */
  logins: readonly string[];
  /** How long it may be silent: by itself, and while a tool of its is at work. */
  silentMs: { itself: number; atWork: number };
}

/** How long an agent has to end its turn once it was told to. */
const cancelMs = 2000;

type Sdk = typeof import('@agentclientprotocol/sdk');

interface Streams {
  input: WritableStream<Uint8Array>;
  output: ReadableStream<Uint8Array>;
}

/** Gives an agent its order and hears it to the end of its turn; never rejects. */
export async function converse(
  sdk: Sdk,
  streams: Streams,
  order: WorkOrder,
  { terms, signal }: { terms: Terms; signal: AbortSignal },
): Promise<AgentReport> {
  const log = createUpdateLog(order.tell);
  const usage = createUsageTold();
  const silence = watchSilence(
    () => (log.isToolAtWork() ? terms.silentMs.atWork : terms.silentMs.itself),
    (silentMs) => new FailedTalk('silent', `the agent was silent for ${Math.round(silentMs / 1000)} s`),
  );
  const connection = connectAgent(sdk, streams, { log, silence, usage });
  const talk: Talk = { agent: connection.agent, order, log, signal, repairs: 0, program: null };
  const ends: Pick<AgentReport, 'stop_reason' | 'failure'> = await Promise.race([
    turns(talk, terms),
    silence.tooLong,
  ])
    .then((stop_reason) => ({ stop_reason, failure: null }))
    .catch((error: unknown) => ({ stop_reason: 'failed', failure: talkFailure(error, sdk) }));
  silence.end();
  connection.close();
  return {
    ...ends,
    answer: log.answer(),
    repairs: talk.repairs,
    steps: log.steps(),
    ...log.counts(),
    usage: usage.sum(),
    program: talk.program,
  };
}

interface Heard {
  log: UpdateLog;
  silence: Silence;
  usage: ReturnType<typeof createUsageTold>;
}

/** Speaks the protocol with an agent over its pipes. */
export function connectAgent(sdk: Sdk, { input, output }: Streams, { log, silence, usage }: Heard) {
  const stream = sdk.ndJsonStream(input, boundedStream(output), { maxMessageBytes: longestMessageBytes });
  const heard = new TransformStream<AnyMessage, AnyMessage>({
    transform(message, controller) {
      silence.heard();
      usage.take(message);
      controller.enqueue(message);
    },
  });
  return sdk
    .client({ name: 'proofloop' })
    .onRequest('session/request_permission', ({ params }) => grant(params, log))
    .onRequest('elicitation/create', ({ params }) => {
      log.note({ kind: 'question', text: params.message, status: 'nobody is there to answer' });
      return { action: 'decline' };
    })
    .onNotification('session/update', ({ params }) => log.take(params.update))
    .connect({ writable: stream.writable, readable: stream.readable.pipeThrough(heard) });
}

interface Talk {
  agent: ClientContext;
  order: WorkOrder;
  log: UpdateLog;
  signal: AbortSignal;
  repairs: number;
  program: AgentReport['program'];
}

/** Prompts until there is an answer that can be used, or none can be asked for any more. */
async function turns(talk: Talk, terms: Terms): Promise<StopReason> {
  const { agent, order, log, signal } = talk;
  const { sessionId, program } = await openAgentSession(agent, terms.folder, terms.logins);
  talk.program = program;
  let text = order.prompt;
  let mayUseTools = true;
  for (;;) {
    if (signal.aborted) return 'cancelled';
    log.beginTurn();
    const stop = await turn(talk, sessionId, { text, mayUseTools });
    if (stop === 'steps used up') {
      if (!mayUseTools)
        throw new FailedTalk('steps_used_up', 'the agent goes on with tools after its last step');
      mayUseTools = false;
      text = order.finish;
      continue;
    }
    if (stop !== 'end_turn') return stop;
    const objection = order.objection(log.answer());
    if (objection === null || talk.repairs >= order.repairsLeft) return stop;
    talk.repairs += 1;
    // The message that is no answer is told first.
    log.beginTurn();
    order.askedAgain(objection);
    text = askAgain(objection);
  }
}

/** One prompt and all that follows from it. It is told to stop where the run is to, or where its steps are used up. */
async function turn(
  { agent, order, log, signal }: Talk,
  sessionId: string,
  { text, mayUseTools }: { text: string; mayUseTools: boolean },
): Promise<StopReason | 'steps used up'> {
  const most = mayUseTools ? order.maxSteps : log.steps();
  const prompted = agent.request('session/prompt', { sessionId, prompt: [{ type: 'text', text }] });
  const over = new AbortController();
  const cut = Promise.race([whenAborted(signal, over.signal), log.whenBeyond(most)]);
  const cancelled = cut.then(async () => {
    await agent.notify('session/cancel', { sessionId });
    await Promise.race([prompted.catch(() => {}), pause(cancelMs, over.signal)]);
    return { stopReason: 'cancelled' } as const;
  });
  // Where the connection breaks first, the prompt says so.
  cancelled.catch(() => {});
  try {
    const { stopReason } = await Promise.race([prompted, cancelled]);
    return !signal.aborted && log.steps() > most && stopReason === 'cancelled' ? 'steps used up' : stopReason;
  } finally {
    prompted.catch(() => {});
    over.abort();
  }
}

function whenAborted(signal: AbortSignal, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true, signal: over });
  });
}

function pause(durationMs: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    over.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

/** Why a talk has failed, in the words of the log. */
export function talkFailure(error: unknown, sdk: Sdk): NonNullable<AgentReport['failure']> {
  if (error instanceof FailedTalk) return { kind: error.kind, message: error.message };
  const { message } = error as Error;
  if (error instanceof sdk.MessageTooLargeError) {
    return { kind: 'flooded', message: `the agent sent a message that is too long: ${message}` };
  }
  if (wantsLogin(error)) return { kind: 'not_logged_in', message: `the agent wants a login: ${message}` };
  if (error instanceof sdk.RequestError) {
    return { kind: 'error', message: `the agent answered with an error: ${message}` };
  }
  return { kind: 'died', message: 'the agent ended before it had answered' };
}
