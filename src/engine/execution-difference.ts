import { isDeepStrictEqual } from 'node:util';
import type { NewEvent } from '../core/events.ts';

/** What a step comes to in the log. */
export type ExecutedOutcome = Extract<NewEvent, { event: 'tool_result' | 'check_result' }>;

/** An outcome that was said in other words this time. */
export interface Difference {
  seq: number;
  event: string;
  /** The fields that differ, each with both sides from the first place on where they do. */
  fields: { name: string; recorded: string; executed: string }[];
}

/** Compares what two outcomes of one step say, but for times and trees; null where they say the same. */
export function differenceOf(
  recorded: ExecutedOutcome & { seq: number },
  executed: ExecutedOutcome,
): Difference | null {
  const before = said(recorded);
  const after = said(executed);
  const names = Object.keys(before).filter((name) => !isDeepStrictEqual(before[name], after[name]));
  if (names.length === 0) return null;
  const fields = names.map((name) => ({ name, ...excerpts(text(before[name]), text(after[name])) }));
  return { seq: recorded.seq, event: recorded.event, fields };
}

function said(outcome: ExecutedOutcome): Record<string, unknown> {
  if (outcome.event === 'tool_result') {
    const { exit_code, timed_out, output } = outcome.payload;
    return { exit_code, timed_out, output };
  }
  const results = outcome.payload.runs.flat();
  return {
    exit_codes: results.map((result) => result.exit_code),
    tests: results.map((result) => result.tests),
    output: results.map((result) => result.output).join('\n'),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

const shownBefore = 20;
const shownLength = 80;

/** Both texts around the first place where they differ. */
function excerpts(recorded: string, executed: string): { recorded: string; executed: string } {
  let at = 0;
  while (at < recorded.length && recorded[at] === executed[at]) at += 1;
  const from = Math.max(0, at - shownBefore);
  const excerpt = (whole: string) => `${from > 0 ? '...' : ''}${whole.slice(from, from + shownLength)}`;
  return { recorded: excerpt(recorded), executed: excerpt(executed) };
}
