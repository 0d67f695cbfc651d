import type { Role } from '../../core/role.ts';
import type { RunState } from '../../core/state.ts';
import { atMost } from '../text/labelled-lines.ts';
import { plainText } from '../text/plain-text.ts';

/** What the roles said when they were last asked; null for one that was not. */
export interface Said {
  planner: string | null;
  coder: string | null;
  tester: string | null;
}

/** The last words of each role: its summary, and under it its notes or what it found wrong. */
export function lastSaid(state: RunState): Said {
  const output = <Name extends Role>(role: Name) =>
    state.iteration?.[role] ?? state.previousIteration?.[role];
  const [planner, coder, tester] = [output('planner'), output('coder'), output('tester')];
  return {
    planner: planner ? words(planner.summary, planner.tasks.filter(hasNotes).map(noteOfItem)) : null,
    coder: coder ? words(coder.summary, [coder.notes]) : null,
    tester: tester ? words(tester.summary, tester.failures) : null,
  };
}

const hasNotes = ({ notes }: { notes: string }) => notes.trim() !== '';
const noteOfItem = ({ task_id, notes }: { task_id: string; notes: string }) => `${task_id}: ${notes.trim()}`;

function words(summary: string, more: readonly string[]): string {
  return [summary, ...more]
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join('\n');
}

const shownRows = 20;

/** A role's words in lines for a person; none where it said nothing. */
export function saidLines(text: string | null): string[] {
  if (text === null) return [];
  const lines = plainText(text)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  return atMost(shownRows, lines);
}
