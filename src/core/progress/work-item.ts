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

/** An item is open until it is done: a blocked one is open too. */
export function isOpen(item: WorkItem): boolean {
  return item.status !== 'done';
}

/** Items after a change, with a sentence for each part of the change that could not be taken. */
export interface ItemsChange {
  items: WorkItem[];
  errors: string[];
}

/** Takes the planner's list: known items get its title, status and notes, new ones join, left-out ones are kept. */
export function planItems(items: readonly WorkItem[], planned: readonly WorkItem[]): ItemsChange {
  return upsert(items, planned, 'planner', (_known, item) => item);
}

/** Takes the tester's follow-ups: new ones join as pending, known ones are opened again with the tester's notes. */
export function addFollowUps(items: readonly WorkItem[], followUps: readonly WorkItem[]): ItemsChange {
  return upsert(
    items,
    followUps.map((item) => ({ ...item, status: 'pending' as const })),
    'tester',
    (known, item) => ({ ...known, status: 'pending', notes: item.notes || known.notes }),
  );
}

/**
 * Takes the coder's word on items: completed ones are done, pending ones pending again, but for blocked ones, which only
 * the planner lifts; an unknown id is an error.
 */
export function reportItems(
  items: readonly WorkItem[],
  completedIds: readonly string[],
  pendingIds: readonly string[],
): ItemsChange {
  const known = new Set(items.map((item) => item.task_id));
  const unknown = [...new Set([...completedIds, ...pendingIds])].filter((id) => !known.has(id));
  return {
    items: items.map((item) => {
      const isBlocked = item.status === 'blocked';
      if (pendingIds.includes(item.task_id)) return isBlocked ? item : { ...item, status: 'pending' };
      if (completedIds.includes(item.task_id)) return { ...item, status: 'done' };
      return item;
    }),
    errors: unknown.map((id) => `the coder reported on an item that does not exist: "${id}"`),
  };
}

function upsert(
  items: readonly WorkItem[],
  incoming: readonly WorkItem[],
  role: string,
  merge: (known: WorkItem, item: WorkItem) => WorkItem,
): ItemsChange {
  const byId = new Map(items.map((item) => [item.task_id, item]));
  const errors: string[] = [];
  const seen = new Set<string>();
  for (const item of incoming) {
    if (item.task_id.trim() === '') {
      errors.push(`the ${role} gave an item without an id: "${item.title}"`);
      continue;
    }
    if (seen.has(item.task_id))
      errors.push(`the ${role} listed an item twice: "${item.task_id}"; the last one counts`);
    seen.add(item.task_id);
    const known = byId.get(item.task_id);
    byId.set(item.task_id, known ? merge(known, item) : item);
  }
  return { items: [...byId.values()], errors };
}
