import { shortenOutput } from '../context/shorten-output.ts';
import type { InputItem, ModelAnswer } from '../model/model-wire.ts';
import { answerText, messageText, readAnswer, toolCallsOf } from '../role-call.ts';
import type { RoleCall, Turn } from '../state.ts';

/** What has been said in a role call so far, as the input of its next request, with the recorded cuts made. */
export function describeConversation(call: RoleCall): InputItem[] {
  const { stepsThroughStep } = call.context;
  const items: InputItem[] = stepsThroughStep > 0 ? [leftOutNote(stepsThroughStep)] : [];
  const place = { step: 0, toolSteps: 0 };
  let toolsEnded = false;
  for (const [index, turn] of call.turns.entries()) {
    // Before an answer is counted: it may use tools if there were few enough before it.
    const mayUseTools = !toolsEnded && place.toolSteps < call.maxSteps;
    if (turn.kind === 'answer') {
      place.step += 1;
      if (toolCallsOf(turn.answer).length > 0) place.toolSteps += 1;
    }
    if (turn.kind === 'notice' && turn.endsTools) toolsEnded = true;
    if (place.step <= stepsThroughStep) continue;
    if (turn.kind === 'answer') items.push(...answerItems(call, turn.answer, mayUseTools, index));
    else if (turn.kind === 'correction') items.push(correctionItem(turn.error));
    else if (turn.kind === 'notice') items.push(userMessage(turn.text));
    else items.push(...resultItems(call, turn, place, call.turns[index + 1]));
  }
  return items;
}

function correctionItem(error: string): InputItem {
  return userMessage(`Your last answer can't be used: ${error}. Answer again.`);
}

/** A tool's output, shortened where a cut says so; the last one that is allowed is followed by a demand. */
function resultItems(
  { context, maxSteps }: RoleCall,
  turn: Turn & { kind: 'tool_result' },
  { step, toolSteps }: { step: number; toolSteps: number },
  next: Turn | undefined,
): InputItem[] {
  const isOld = step <= context.outputsThroughStep;
  const output = isOld ? shortenOutput(turn.output, context.keptCharacters) : turn.output;
  const result: InputItem = { type: 'function_call_output', call_id: turn.callId, output };
  const isLast = toolSteps >= maxSteps && next?.kind !== 'tool_result';
  return isLast ? [result, lastAnswerDemand(maxSteps)] : [result];
}

/** An answer as input: whole where it was used, only its text where it was not (open tool calls are not accepted). */
function answerItems(call: RoleCall, answer: ModelAnswer, mayUseTools: boolean, index: number): InputItem[] {
  const usable = readAnswer(call.role, answer, mayUseTools).kind !== 'unusable';
  if (!usable) {
    const text = answerText(answer);
    return text.trim() === '' ? [] : [{ type: 'message', role: 'assistant', content: text }];
  }
  return answer.output.flatMap((item): InputItem[] => {
    if (item.type === 'reasoning') return index < call.turnsOfOtherModel ? [] : [item];
    if (item.type !== 'message') return [item];
    const text = messageText(item);
    const phase = item.phase === undefined ? {} : { phase: item.phase };
    return text === '' ? [] : [{ type: 'message', role: 'assistant', content: text, ...phase }];
  });
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
