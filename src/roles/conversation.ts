import { shortenOutput } from '../core/context/shorten-output.ts';
import type { InputItem, ModelAnswer } from '../core/model-wire.ts';
import { answerText, readAnswer, toolsAllowed } from '../core/role-call.ts';
import type { RoleCall, Turn } from '../core/state.ts';

/** What has been said in a role call so far, as the input of its next request, with the recorded cuts made. */
export function describeConversation(call: RoleCall): InputItem[] {
  const { stepsThroughStep } = call.context;
  const items: InputItem[] = stepsThroughStep > 0 ? [leftOutNote(stepsThroughStep)] : [];
  let step = 0;
  for (const [index, turn] of call.turns.entries()) {
    if (turn.kind === 'answer') step += 1;
    if (step > stepsThroughStep) items.push(...turnItems(call, turn, index, step));
  }
  return items;
}

function turnItems(call: RoleCall, turn: Turn, index: number, step: number): InputItem[] {
  switch (turn.kind) {
    case 'answer':
      return answerItems(call, turn.answer, index);
    case 'correction':
      return [userMessage(`Your last answer can't be used: ${turn.error}. Answer again.`)];
    case 'tool_result': {
      const { outputsThroughStep, keptCharacters } = call.context;
      const output = step <= outputsThroughStep ? shortenOutput(turn.output, keptCharacters) : turn.output;
      const result: InputItem = { type: 'function_call_output', call_id: turn.callId, output };
      return isLastToolResult(call, index) ? [result, lastAnswerDemand(call.maxSteps)] : [result];
    }
  }
}

/** An answer as input: whole where it was used, only its text where it was not (open tool calls are not accepted). */
function answerItems(call: RoleCall, answer: ModelAnswer, index: number): InputItem[] {
  const usable = readAnswer(call.role, answer, toolsAllowed(call, index)).kind !== 'unusable';
  if (!usable) {
    const text = answerText(answer);
    return text.trim() === '' ? [] : [{ type: 'message', role: 'assistant', content: text }];
  }
  return answer.output.flatMap((item): InputItem[] => {
    if (item.type === 'reasoning') return index < call.turnsOfOtherModel ? [] : [item];
    if (item.type !== 'message') return [item];
    const text = item.content
      .map((part) => (part.type === 'output_text' ? part.text : part.refusal))
      .join('');
    return text === '' ? [] : [{ type: 'message', role: 'assistant', content: text }];
  });
}

/** Whether the last tool result that was allowed has just come in. */
function isLastToolResult(call: RoleCall, index: number): boolean {
  return !toolsAllowed(call, index) && call.turns[index + 1]?.kind !== 'tool_result';
}

function lastAnswerDemand(maxSteps: number): InputItem {
  return userMessage(`All ${maxSteps} steps with tools are used up. Give your answer now, without tools.`);
}

function leftOutNote(steps: number): InputItem {
  const which = steps === 1 ? 'The first step' : `The first ${steps} steps`;
  return userMessage(
    `[${which} of your work ${steps === 1 ? 'is' : 'are'} left out here to make room. What was changed in the files stands; look it up where you need it.]`,
  );
}

export function userMessage(content: string): InputItem {
  return { type: 'message', role: 'user', content };
}
