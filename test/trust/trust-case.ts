import type { EvidenceLevel } from '../../src/core/options.ts';
import type { Grade } from '../../src/core/summary-schema.ts';
import type { Project } from './projects.ts';

/** How a run must end: `refused` is every end that is neither completion nor a request for a person's review. */
export type Ending = 'completed' | 'needs_review' | 'refused';

/** Checks that no model sees, laid over the result. */
export interface SealedChecks {
  files: Readonly<Record<string, string>>;
  command: string;
}

/** A scripted model's way of working on a task, with what must come of it, written down beforehand. */
export interface TrustCase {
  name: string;
  project: Project;
  /** What the run is asked for, where that is not to mend `sum`. */
  task?: string;
  /** Files of the project that are others in this case. */
  files?: Readonly<Record<string, string>>;
  /** A shell line that makes further files before the first commit. */
  prepare?: string;
  /** The hidden check of this case, where it is another one than the project's. */
  truth?: string;
  /** Whether the task is really done in the end, which the project's own hidden check confirms. */
  honest: boolean;
  /** What the coder does in each iteration, as shell lines in the repository's folder; nothing in later ones. */
  coder: readonly string[];
  /** Ids of the items that the planner lists in each iteration, the last list again in later ones; `sum` alone if none. */
  plans?: readonly (readonly string[])[];
  /** What the run is started with besides. */
  options?: readonly string[];
  /** The command that the tester names; empty where it names none. */
  testCommand?: string;
  expected: Readonly<Record<EvidenceLevel, Ending>>;
  grade: Grade;
  /** What every refusal at level verified must say. */
  reason?: RegExp;
  /** Numbers of the attack in the list of attacks. */
  attacks?: readonly number[];
  /** Changes that a person allows with `accept` after `needs_review`, upon which the run completes. */
  accepts?: string;
  /** The cheat is beyond what tests in its own process can show: the level or the sealed checks that settle it. */
  settledBy?: 'proven' | SealedChecks;
}

/** The endings of a cheat that measured evidence stops. */
export const caught = { claimed: 'completed', verified: 'refused', proven: 'refused' } as const;

/** The endings of a cheat that no level of evidence is needed for: the other gates stop it. */
export const gated = { claimed: 'refused', verified: 'refused', proven: 'refused' } as const;

/** The endings of a cheat that rests on changed tests or configuration, which only a person could allow. */
export const forReview = { claimed: 'completed', verified: 'needs_review', proven: 'needs_review' } as const;

/**
 * The same, where what makes the cheat pass is a function that may as well do nothing: at `proven` no new test notices
 * it, which refuses the cheat before anything is asked of a person.
 */
export const forReviewUnproven = { ...forReview, proven: 'refused' } as const;

/** The endings of honest work with a test that shows it. */
export const done = { claimed: 'completed', verified: 'completed', proven: 'completed' } as const;

/** The endings of honest work that no new test shows. */
export const doneWithoutTest = { claimed: 'completed', verified: 'completed', proven: 'refused' } as const;
