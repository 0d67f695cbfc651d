import type { Gate, LoggedEvent } from '../../core/events.ts';
import { plainLine } from '../text/plain-text.ts';

/** A gate as it was evaluated last, and when it came to be as it is. */
export interface GateStanding extends Gate {
  since: {
    iteration: number;
    /** UTC, ISO 8601 with milliseconds. */
    at: string;
  };
}

/**
 * Where each gate stands after these events, in the gates' order; none where no iteration came that far. `earlier` is how
 * they stood before.
 */
export function gateStandings(
  events: readonly LoggedEvent[],
  earlier: readonly GateStanding[] = [],
): GateStanding[] {
  let standings = [...earlier];
  for (const { event, payload, ts } of events) {
    if (event !== 'gate_evaluated') continue;
    standings = payload.gates.map((gate) => {
      const before = standings.find(({ name }) => name === gate.name);
      const isSame = before?.met === gate.met;
      return { ...gate, since: isSame ? before.since : { iteration: payload.iteration, at: ts } };
    });
  }
  return standings;
}

/** `[x] tests_passed, met since iteration 2 (12:31 UTC): <reason>`; times of an earlier day than `now` with their date. */
export function gateStandingLines(standings: readonly GateStanding[], now: string): string[] {
  return standings.map(({ name, met, reason, since }) => {
    const mark = `[${met ? 'x' : ' '}] ${plainLine(name)}`;
    const standing = `${met ? 'met' : 'not met'} since iteration ${since.iteration} (${timeText(since.at, now)})`;
    const words = plainLine(reason);
    return `${mark}, ${standing}${words === '' ? '' : `: ${words}`}`;
  });
}

function timeText(at: string, now: string): string {
  const [date, time] = [at.slice(0, 10), at.slice(11, 16)];
  return date === now.slice(0, 10) ? `${time} UTC` : `${date} ${time} UTC`;
}
