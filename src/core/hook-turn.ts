import type { Payload } from './events.ts';

/** What a judgement at the end of an agent's turn came to. */
export type JudgedTurn =
  | { kind: 'unchanged' }
  | { kind: 'unmeasured'; reason: string }
  | {
      kind: 'judged';
      verdict: Payload<'judge_finished'>['verdict'];
      reasons: readonly string[];
      runId: string;
    };

/** What the hook answers: the agent goes on with `reason`, or is let go; `say` is for the person, null for nothing. */
export type TurnAnswer =
  | { kind: 'refuse'; reason: string; refusals: number }
  | { kind: 'let go'; say: string | null; refusals: 0 };

/** Decides on the end of a turn; `refusals` were made before in a row. `notices` are what a person must hear in any case. */
export function answerTurn(
  turn: JudgedTurn,
  refusals: number,
  maxRefusals: number,
  notices: readonly string[],
): TurnAnswer {
  const letGo = (words: readonly string[]): TurnAnswer => {
    const all = [...words, ...notices];
    return {
      kind: 'let go',
      say: all.length === 0 ? null : all.map((one) => `proofloop: ${one}`).join('\n'),
      refusals: 0,
    };
  };
  if (turn.kind === 'unchanged') return letGo([]);
  if (turn.kind === 'unmeasured') return letGo([`not verified: ${turn.reason}`]);
  if (turn.verdict === 'verified' || turn.verdict === 'proven') {
    return letGo([`${turn.verdict}; see it with: proofloop show ${turn.runId}`]);
  }
  const outcome = turn.verdict === 'needs_review' ? 'needs a review by a person' : 'is refused';
  if (refusals >= maxRefusals) {
    return letGo([
      `the work is not verified: it ${outcome}, after ${refusals} refusals; see why with: proofloop show ${turn.runId}`,
      ...turn.reasons,
    ]);
  }
  return { kind: 'refuse', reason: refusalText(turn.reasons, outcome), refusals: refusals + 1 };
}

function refusalText(reasons: readonly string[], outcome: string): string {
  return [
    `proofloop has measured the files as they are now, on a fresh checkout: the work ${outcome}.`,
    ...reasons.map((reason) => `- ${reason}`),
    "Mend the work itself. Tests that were there before count in the version they had when this session began, and so does what configures them. If you can't go on, say plainly to the person what does not work.",
  ].join('\n');
}
