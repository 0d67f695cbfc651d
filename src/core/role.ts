import { z } from 'zod';
import { workItemSchema } from './progress/work-item.ts';

export const roles = ['planner', 'coder', 'tester'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** A test of the base that the task itself asks to change, and why. */
const testChangeSchema = z.strictObject({ path: z.string(), why: z.string() });

export const plannerOutputSchema = z.strictObject({
  summary: z.string(),
  done_flag: z.boolean(),
  tasks: z.array(workItemSchema),
  /** Absent in an answer or an old log: none. */
  test_changes: z.array(testChangeSchema).default([]),
});

export const coderOutputSchema = z.strictObject({
  summary: z.string(),
  changed_files: z.array(z.string()),
  completed_task_ids: z.array(z.string()),
  pending_task_ids: z.array(z.string()),
  notes: z.string(),
});

export const testerOutputSchema = z.strictObject({
  summary: z.string(),
  tests_passed: z.boolean(),
  test_command: z.string(),
  failures: z.array(z.string()),
  follow_up_tasks: z.array(workItemSchema),
  /** What the task demands and isn't there, whatever the tests say. */
  missing: z.array(z.string()).default([]),
  test_changes: z.array(testChangeSchema).default([]),
});

/** What each role must answer with; also the source of the JSON schema that the model is sent. */
export const roleOutputSchemas = {
  planner: plannerOutputSchema,
  coder: coderOutputSchema,
  tester: testerOutputSchema,
} as const;

export type PlannerOutput = z.infer<typeof plannerOutputSchema>;
export type CoderOutput = z.infer<typeof coderOutputSchema>;
export type TesterOutput = z.infer<typeof testerOutputSchema>;

/** Whether a tester is content with what it saw. */
export function isContent({ tests_passed, missing }: TesterOutput): boolean {
  return tests_passed && missing.length === 0;
}
