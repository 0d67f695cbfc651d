import type { RunState } from '../../core/state.ts';

/** 0 verified or proven, 3 refused or needs review, 2 where there is no verdict, 130 or 143 where it was interrupted. */
export function judgeExitCode({
  judgement,
  stopRequested,
}: Pick<RunState, 'judgement' | 'stopRequested'>): number {
  switch (judgement?.finished?.verdict) {
    case 'proven':
    case 'verified':
      return 0;
    case 'refused':
    case 'needs_review':
      return 3;
    default:
      if (judgement?.finished?.stop_reason !== 'interrupted') return 2;
      return stopRequested === 'SIGINT' ? 130 : 143;
  }
}
