import type { WorkItem } from '../../core/progress/work-item.ts';
import type { CoderOutput, PlannerOutput, TesterOutput } from '../../core/role.ts';
import { atMost, progressSection } from '../text/labelled-lines.ts';
import { plainLine } from '../text/plain-text.ts';
import { shownEntries } from './step-lines.ts';

export function plannerLines({ summary, done_flag }: PlannerOutput): string[] {
  return progressSection('planner', [
    firstSentence(summary),
    ...(done_flag ? ['says that nothing beyond the listed items is needed'] : []),
  ]);
}

export function coderLines({ summary }: CoderOutput): string[] {
  return progressSection('coder', [firstSentence(summary)]);
}

export function testerLines({ summary, tests_passed, failures }: TesterOutput): string[] {
  return progressSection('tester', [
    `says ${tests_passed ? 'passed' : 'failed'}: ${firstSentence(summary)}`,
    ...atMost(
      shownEntries,
      failures.map((failure) => `- ${plainLine(failure)}`),
    ),
  ]);
}

/** The work items that are new or have another status than before. */
export function changedItemLines(before: readonly WorkItem[], after: readonly WorkItem[]): string[] {
  const statuses = new Map(before.map(({ task_id, status }) => [task_id, status]));
  const changed = after.filter(({ task_id, status }) => statuses.get(task_id) !== status);
  return progressSection(
    'items',
    atMost(
      shownEntries,
      changed.map(({ task_id, title, status }) => plainLine(`${status}: ${task_id} ${title}`)),
    ),
  );
}

/** The first sentence of what a model wrote. */
function firstSentence(text: string): string {
  return plainLine(text).split(/(?<=[.!?])\s/)[0] ?? '';
}
