import type { RunState } from '../core/state.ts';
import type { KnownLine } from '../ports.ts';
import type { RoleViews } from './role-views.ts';
import type { World } from './world.ts';

/** What a step is carried out with. */
export interface StepContext {
  /** The state that the step was decided in. */
  state: RunState;
  world: World;
  views: RoleViews;
  /** Resolves when what announces the step is on disk; before that, nothing of it may act upon the world. */
  announced: Promise<void>;
  /** The last line on disk. */
  head: () => KnownLine;
  signal: AbortSignal;
}
