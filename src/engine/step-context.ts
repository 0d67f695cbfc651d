import type { NewEvent } from '../core/events.ts';
import type { RunState } from '../core/state.ts';
import type { KnownLine } from '../ports/store.ts';
import type { RoleViews } from './role-views.ts';
import type { RunningChecks } from './running-checks.ts';
import type { World } from './world.ts';

/** What a step is carried out with. */
export interface StepContext {
  /** The state that the step was decided in. */
  state: RunState;
  world: World;
  views: RoleViews;
  checks: RunningChecks;
  /** Resolves when what announces the step is on disk; before that, nothing of it may act upon the world. */
  announced: Promise<void>;
  /** Records what is told of the step while it is under way; resolves when that is on disk. */
  record: (event: NewEvent) => Promise<void>;
  /** The last line on disk. */
  head: () => KnownLine;
  signal: AbortSignal;
}
