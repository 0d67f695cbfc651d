import type { Payload } from '../../core/events.ts';
import type { RunOptions } from '../../core/options.ts';
import { countOf, durationText, moneyText } from '../text/amounts.ts';
import { startLines } from './start-lines.ts';

/** What a run would start as, and the most that it can cost. */
export function rehearsalLines(started: Payload<'loop_started'>): string[] {
  return [
    'nothing stands in the way of this run; it was not started, and no model was asked',
    '',
    // Its id is not used.
    `a run in ${started.options.workspace}`,
    ...startLines(started).slice(1),
    '',
    `at most it costs ${mostText(started.options)}`,
  ];
}

function mostText({ max_cost_usd, max_tokens, max_time_ms }: RunOptions): string {
  const limits = [
    ...(max_cost_usd === 0 ? [] : [moneyText(max_cost_usd)]),
    ...(max_tokens === 0 ? [] : [countOf(max_tokens, 'token')]),
    ...(max_time_ms === 0 ? [] : [durationText(max_time_ms)]),
  ];
  if (limits.length === 0) return 'whatever it takes: no limit of money, tokens or time is set';
  return `${limits.join(', or ')}: the first of them ends it`;
}
