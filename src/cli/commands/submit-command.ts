import { readSurroundings } from '../../config/surroundings.ts';
import type { CommandLine } from '../../core/settings/settings.ts';
import { type GivenCeilings, readCeilings, setFleetCeilings } from '../../fleet/set-ceilings.ts';
import { type SubmissionTerms, submitRuns } from '../../fleet/submit-runs.ts';
import { print } from '../output.ts';
import { requireDatabase } from '../require-database.ts';

/** `proofloop submit`: resolves with the exit code. */
export async function submitCommand(
  terms: SubmissionTerms,
  ceilings: GivenCeilings,
  commandLine: CommandLine,
): Promise<number> {
  const surroundings = readSurroundings();
  const url = requireDatabase(surroundings);
  const given = readCeilings(ceilings);
  const ids = await submitRuns(url, terms, commandLine, surroundings);
  await setFleetCeilings(url, given);
  print(ids);
  return 0;
}
