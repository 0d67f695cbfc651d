import type { AgentReport } from './agent/agent-wire.ts';
import { startContext } from './context/call-context.ts';
import type { FunctionCall, Message, ModelAnswer, OutputItem } from './model/model-wire.ts';
import { noRepetition } from './progress/repetition.ts';
import { type Role, roleOutputSchemas } from './role.ts';
import type { RoleCall, RunState } from './state.ts';
import { unwrapJson } from './text/json-text.ts';

export function startRoleCall({ role, model, tree, agent = null }: Started, opening: RunState): RoleCall {
  return {
    role,
    model,
    agent,
    agentReport: null,
    agentIsAtWork: false,
    opening,
    maxSteps: opening.options.max_steps,
    tree,
    turns: [],
    context: startContext([opening.task, ...opening.notes, ...opening.guidance.map(({ text }) => text)]),
    turnsOfOtherModel: 0,
    repetition: noRepetition(tree),
    attempts: 0,
    retriesUsed: 0,
    waitedMs: 0,
    waitsInARow: 0,
    notBefore: null,
    unhandledError: null,
  };
}

/** What the beginning of a role call says. */
interface Started {
  role: Role;
  model: string;
  tree: string;
  agent?: string | null | undefined;
}

/** Number of the step that the next answer belongs to, from 1. */
export function nextStep(call: RoleCall): number {
  return call.turns.filter((turn) => turn.kind === 'answer').length + 1;
}

/** Number of the step that the last answer belongs to. */
export function currentStep(call: RoleCall): number {
  return nextStep(call) - 1;
}

/**
 * Whether tools may be asked for after the first `turnCount` turns: after `maxSteps` answers with tool calls, or when
 * the calls only repeat themselves, one last answer has to do without.
 */
export function toolsAllowed(call: RoleCall, turnCount: number): boolean {
  const turns = call.turns.slice(0, turnCount);
  if (turns.some((turn) => turn.kind === 'notice' && turn.endsTools)) return false;
  return (
    turns.filter((turn) => turn.kind === 'answer' && toolCallsOf(turn.answer).length > 0).length <
    call.maxSteps
  );
}

export type AnswerReading =
  | { kind: 'tool_calls'; calls: FunctionCall[] }
  | { kind: 'output'; output: unknown }
  | { kind: 'unusable'; error: string };

/** Reads an answer as tool calls or as the role's output; anything else is a failed try with its reason. */
export function readAnswer(role: Role, answer: ModelAnswer, mayUseTools: boolean): AnswerReading {
  const unusable = (error: string): AnswerReading => ({ kind: 'unusable', error });
  const reason = answer.status_reason ? `: ${answer.status_reason}` : '';
  if (answer.status !== 'completed') return unusable(`the response is ${answer.status}${reason}`);

  const message = finalMessage(answer);
  const refusal = message?.content.find((part) => part.type === 'refusal');
  if (refusal) return unusable(`the model refused: ${refusal.refusal}`);

  const calls = toolCallsOf(answer);
  if (calls.length > 0 && mayUseTools) return { kind: 'tool_calls', calls };
  if (calls.length > 0) return unusable('the response asks for tools although none are left');

  const text = message ? messageText(message) : '';
  if (text.trim() === '') return unusable('the response is empty');
  return readOutput(role, text);
}

/** Reads what an agent came to as the role's output; anything else is a failed try with its reason. */
export function readAgentReport(role: Role, { stop_reason, answer }: AgentReport): AnswerReading {
  const unusable = (error: string): AnswerReading => ({ kind: 'unusable', error });
  if (stop_reason === 'refusal') return unusable('the agent refused');
  if (stop_reason !== 'end_turn') return unusable(`the agent ended its turn early: ${stop_reason}`);
  return readAgentAnswer(role, answer);
}

/** How many places a message may have at which its JSON could begin: each is tried. */
const mostBeginnings = 16;

/** Reads the last message of an agent, whose program may have put words of its own before the JSON that ends it. */
export function readAgentAnswer(role: Role, text: string): AnswerReading {
  const whole = readWholeAnswer(role, text);
  if (whole.kind === 'output') return whole;
  let at = text.indexOf('{');
  for (let tried = 0; at !== -1 && tried < mostBeginnings; tried += 1) {
    const reading = readWholeAnswer(role, text.slice(at));
    if (reading.kind === 'output') return reading;
    at = text.indexOf('{', at + 1);
  }
  return whole;
}

function readWholeAnswer(role: Role, text: string): AnswerReading {
  return text.trim() === ''
    ? { kind: 'unusable', error: 'the last message is empty' }
    : readOutput(role, text);
}

/** The tool calls of the last answer that have no result yet. */
export function openToolCalls(call: RoleCall): FunctionCall[] {
  const at = call.turns.findLastIndex((turn) => turn.kind === 'answer');
  const turn = call.turns[at];
  if (turn?.kind !== 'answer') return [];
  const reading = readAnswer(call.role, turn.answer, toolsAllowed(call, at));
  if (reading.kind !== 'tool_calls') return [];
  const answered = call.turns.slice(at + 1).filter((later) => later.kind === 'tool_result').length;
  return reading.calls.slice(answered);
}

/** All that an answer says, each message on lines of its own. */
export function answerText(answer: ModelAnswer): string {
  return answer.output.flatMap((item) => (item.type === 'message' ? [messageText(item)] : [])).join('\n');
}

export function messageText(message: Message): string {
  return message.content.map((part) => (part.type === 'output_text' ? part.text : part.refusal)).join('');
}

/** The message that is the answer: of those that say something, the last one marked as final, else the last one. */
function finalMessage(answer: ModelAnswer): Message | undefined {
  const messages = answer.output.filter((item) => item.type === 'message');
  const said = messages.filter((message) => messageText(message).trim() !== '');
  const isOf = (phase: Message['phase']) => (message: Message) => message.phase === phase;
  return said.findLast(isOf('final_answer')) ?? said.findLast(isOf(undefined)) ?? said.at(-1);
}

/** The tool calls that an answer asks for, whether or not it may. */
export function toolCallsOf(answer: ModelAnswer): FunctionCall[] {
  return answer.output.filter((item: OutputItem) => item.type === 'function_call');
}

function readOutput(role: Role, text: string): AnswerReading {
  let value: unknown;
  try {
    value = JSON.parse(unwrapJson(text));
  } catch (error) {
    return { kind: 'unusable', error: `the response is not JSON: ${(error as Error).message}` };
  }
  const parsed = roleOutputSchemas[role].safeParse(value);
  if (parsed.success) return { kind: 'output', output: parsed.data };
  const issues = parsed.error.issues.slice(0, 5);
  const list = issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`).join('; ');
  return { kind: 'unusable', error: `the response does not fit the schema ${role}_output: ${list}` };
}
