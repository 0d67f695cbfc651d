import { text } from 'node:stream/consumers';
import { readSurroundings } from '../../config/surroundings.ts';
import { answerTurn } from '../../core/hook-turn.ts';
import type { CommandLine } from '../../core/settings/settings.ts';
import { answerHook } from '../../runs/hook/answer-hook.ts';
import { type HookAgent, hookOutput, settingsText } from '../../runs/hook/hook-agents.ts';
import { print, tell } from '../output.ts';
import { listenForSignals } from '../signals.ts';

export interface HookArguments {
  agent: HookAgent;
  maxRefusals: number;
  printSettings: boolean;
}

/** `proofloop hook`: always resolves with 0, since any other exit code means something else to the agents. */
export async function hookCommand(
  { agent, maxRefusals, printSettings }: HookArguments,
  commandLine: CommandLine,
): Promise<number> {
  if (printSettings) {
    const { place, json } = settingsText(agent);
    tell([`for ${place}:`]);
    print([json]);
    return 0;
  }
  const inbox = listenForSignals(null, 'stopping: nothing is decided');
  try {
    const input = await text(process.stdin);
    const answer = await answerHook(input, { agent, maxRefusals, commandLine, inbox }, readSurroundings());
    print([JSON.stringify(hookOutput(answer))]);
    return 0;
  } finally {
    inbox.stopListening();
  }
}

/**
 * The answer of a hook that can't be started, as by an option that does not exist; returns the exit code. It would be 2,
 * by which both agents understand that the turn may not end: it would go on for ever.
 */
export function letGo({ message }: Error): number {
  const reason = message.replace(/^error: /, '');
  print([JSON.stringify(hookOutput(answerTurn({ kind: 'unmeasured', reason }, 0, 0, [])))]);
  return 0;
}
