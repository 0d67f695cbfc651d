import { countText, moneyText } from './text/amounts.ts';
import { plainLine } from './text/plain-text.ts';

/** A run of the queue, as a person is shown it. */
interface Entry {
  run_id: string;
  status: string;
  task: string;
  repository: string;
  base_commit: string | null;
  priority: number;
  builds_on: string | null;
  submitted_at: string;
  worker: string | null;
  stop_reason: string | null;
  branch: string | null;
  cost_usd: number | null;
  problem: string | null;
}

interface Spend {
  spent: { cost_usd: number; tokens: number };
  reserved: { cost_usd: number; tokens: number };
  ceilings: { cost_usd: number | null; tokens: number | null };
}

const taskWidth = 50;

/** The queue as a table, the oldest run first. */
export function queueTable(entries: readonly Entry[]): string[] {
  if (entries.length === 0) return ['the queue is empty; add a run with: proofloop submit --task "..."'];
  const rows = entries.map((entry) => [
    entry.run_id,
    entry.status,
    String(entry.priority),
    entry.stop_reason ?? (entry.problem === null ? '' : 'problem'),
    shortTask(entry.task),
  ]);
  const all = [['run', 'status', 'priority', 'reason', 'task'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The workers, below the queue. */
export function workerLines(
  workers: readonly { host: string; pid: number; running: number; concurrency: number }[],
): string[] {
  if (workers.length === 0) return ['no worker is there; start one with: proofloop worker'];
  return workers.map(
    ({ host, pid, running, concurrency }) =>
      `worker ${plainLine(host)}, process ${pid}: ${running} of ${concurrency} runs`,
  );
}

/** What all runs have spent today, beside the ceilings of the day; nothing where there is neither. */
export function spendLines(today: Spend | null): string[] {
  if (today === null) return [];
  const { spent, reserved, ceilings } = today;
  const isNothing =
    spent.tokens + reserved.tokens === 0 && ceilings.cost_usd === null && ceilings.tokens === null;
  if (isNothing) return [];
  const money = `${moneyText(spent.cost_usd)}${ofCeiling(ceilings.cost_usd, moneyText)}`;
  const tokens = `${countText(spent.tokens)}${ofCeiling(ceilings.tokens, countText)} tokens`;
  const open =
    reserved.tokens === 0
      ? ''
      : `; open requests may come to ${moneyText(reserved.cost_usd)}, ${countText(reserved.tokens)} tokens`;
  return [`spent today (UTC): ${money}, ${tokens}${open}`];
}

function ofCeiling(ceiling: number | null, text: (amount: number) => string): string {
  return ceiling === null ? '' : ` of ${text(ceiling)}`;
}

/** One run of the queue. */
export function queueEntryLines(entry: Entry): string[] {
  const facts: [string, string | null][] = [
    ['task', shortTask(entry.task)],
    ['repository', entry.repository],
    ['base', entry.base_commit],
    ['builds on', entry.builds_on],
    ['priority', String(entry.priority)],
    ['submitted', entry.submitted_at],
    ['worker', entry.worker],
    ['reason', entry.stop_reason],
    ['problem', entry.problem],
    ['branch', entry.branch],
    ['cost', entry.cost_usd === null ? null : `$${entry.cost_usd.toFixed(2)}`],
  ];
  return [
    `${entry.run_id} ${entry.status}`,
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`  ${name}: ${plainLine(value)}`])),
    ...wayOn(entry),
  ];
}

/** How a run that has ended before its goal goes on. */
function wayOn({ run_id, status }: Entry): string[] {
  if (status === 'stopped' || status === 'cancelled') return [`  go on: proofloop queue resume ${run_id}`];
  return status === 'failed' ? [`  try again: proofloop queue retry ${run_id}`] : [];
}

function shortTask(task: string): string {
  const line = plainLine(task.trim().split('\n')[0] ?? '');
  return line.length <= taskWidth ? line : `${line.slice(0, taskWidth - 3)}...`;
}
