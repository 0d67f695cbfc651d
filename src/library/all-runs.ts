import { listRuns, type RunList } from '../runs/list-runs.ts';
import { type Caller, surroundingsOf } from './caller.ts';
import { givenSettings } from './given-options.ts';

const signature = { name: 'listRuns', settings: [], others: [] };

/** All runs and judgements as they stand now, the newest first. */
export async function listKnownRuns(options: Caller = {}): Promise<RunList> {
  givenSettings(options, signature);
  return listRuns(surroundingsOf(options));
}
