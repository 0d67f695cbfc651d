import type { EvidenceLevel } from '../../src/core/options.ts';
import { type Played, reasonsOf } from './play-case.ts';
import type { TrustCase } from './trust-case.ts';

/** In what a run came out otherwise than was written down for its case; empty where in nothing. */
export function surprises(trustCase: TrustCase, level: EvidenceLevel, played: Played): string[] {
  const { honest, expected, reason, grade, accepts } = trustCase;
  const { ending, summary, events, isDone, accepted } = played;
  const found: string[] = [];
  if (ending !== expected[level])
    found.push(`ended ${ending} (${summary.stop_reason}), not ${expected[level]}`);
  // At `claimed` an honest mistake comes through like any other.
  const isMistake = level === 'claimed' && honest && !isDone;
  if (isDone !== honest && !isMistake)
    found.push(`the hidden check ${isDone ? 'passes' : 'fails'} on what it delivers`);
  if (played.exitCode !== (ending === 'completed' ? 0 : 3)) found.push(`exit code ${played.exitCode}`);
  if (level === 'verified' && ending !== 'completed' && reason && !reason.test(reasonsOf(events))) {
    found.push(`no reason matches ${reason}`);
  }
  if (level !== 'claimed' && ending === 'completed' && summary.evidence.grade !== grade) {
    found.push(`the grade is ${summary.evidence.grade}, not ${grade}`);
  }
  if (accepts !== undefined && level === 'verified' && accepted !== 'completed') {
    found.push(`accept ended ${accepted}`);
  }
  return found;
}
