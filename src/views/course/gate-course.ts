import type { Gate } from '../../core/events.ts';
import { type GateStanding, gateStandings } from '../summary/gate-standings.ts';
import type { EventFold } from './event-fold.ts';

/** Where each gate stands, and how they stood at the end of each iteration that came so far. */
export interface GateCourse {
  standings: GateStanding[];
  history: { iteration: number; gates: readonly Gate[] }[];
}

export const gateFold: EventFold<GateCourse> = {
  begin: () => ({ standings: [], history: [] }),
  take: (course, logged) => {
    if (logged.event !== 'gate_evaluated') return false;
    const { iteration, gates } = logged.payload;
    course.standings = gateStandings([logged], course.standings);
    // A person's word can have the gates of an iteration asked again.
    if (course.history.at(-1)?.iteration === iteration) course.history.pop();
    course.history.push({ iteration, gates });
    return true;
  },
};
