import { z } from 'zod';

export const workItemStatuses = ['pending', 'in_progress', 'done', 'blocked'] as const;

/** One entry of the plan, in the wire format of the role outputs and of the log. */
export const workItemSchema = z.strictObject({
  task_id: z.string(),
  title: z.string(),
  status: z.enum(workItemStatuses),
  notes: z.string(),
});

export type WorkItem = z.infer<typeof workItemSchema>;
export type WorkItemStatus = WorkItem['status'];

/** An item is open until it is done: a blocked one is open too. */
export function isOpen(item: WorkItem): boolean {
  return item.status !== 'done';
}
