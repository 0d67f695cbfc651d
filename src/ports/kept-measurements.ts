import type { Baseline, KeptRun, MeasuredPlace } from '../core/evidence/kept-run.ts';
import type { TreeId } from './view.ts';

/** Baselines that runs share. */
export interface Baselines {
  /** Null where nothing is known of these commands on these files with their dependencies. */
  recall(tree: TreeId, commands: readonly string[]): Promise<Baseline | null>;
  /** Keeps a baseline where it may serve another run. */
  remember(tree: TreeId, commands: readonly string[], baseline: Baseline): Promise<void>;
}

/** Runs of verify commands that runs share. */
export interface KeptRuns {
  /**
   * Those that follow on `earlier` ones, up to `times` or the first that failed; null where not all of them are known.
   * No run is given twice to one process.
   */
  recall(place: MeasuredPlace, earlier: number, times: number): Promise<readonly KeptRun[] | null>;
  /** Keeps runs where they may serve another one. */
  keep(place: MeasuredPlace, added: readonly KeptRun[]): Promise<void>;
}
