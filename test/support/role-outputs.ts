import type { WorkItem } from '../../src/core/progress/work-item.ts';
import type { CoderOutput, PlannerOutput, TesterOutput } from '../../src/core/role.ts';

export type RoleOutput = PlannerOutput | CoderOutput | TesterOutput;

/** A planner's output: not done, no tasks, unless told otherwise. */
export function plannerOutput(fields: Partial<PlannerOutput> = {}): PlannerOutput {
  return { summary: 'Planned.', done_flag: false, tasks: [], test_changes: [], ...fields };
}

/** A coder's output that claims nothing, unless told otherwise. */
export function coderOutput(fields: Partial<CoderOutput> = {}): CoderOutput {
  return {
    summary: 'Coded.',
    changed_files: [],
    completed_task_ids: [],
    pending_task_ids: [],
    notes: '',
    ...fields,
  };
}

/** A tester's output: passed, by no command and without follow-ups, unless told otherwise. */
export function testerOutput(fields: Partial<TesterOutput> = {}): TesterOutput {
  return {
    summary: 'Tested.',
    tests_passed: true,
    test_command: '',
    failures: [],
    follow_up_tasks: [],
    missing: [],
    test_changes: [],
    ...fields,
  };
}

/** A work item, pending unless told otherwise. */
export function workItem(taskId: string, fields: Partial<WorkItem> = {}): WorkItem {
  return { task_id: taskId, title: `Task ${taskId}`, status: 'pending', notes: '', ...fields };
}
