import { readSurroundings } from '../../config/surroundings.ts';
import { type Role, roles } from '../../core/role.ts';
import { findRun } from '../../runs/find-run.ts';
import { type ReadRun, readRun } from '../../runs/read-run.ts';
import { UsageError } from '../../runs/usage-error.ts';
import { runLogLines } from '../../views/progress/run-log-lines.ts';
import { page } from '../pager.ts';

/** The options as they were given; null where they were not. */
export interface LogOptions {
  role: string | null;
  iteration: string | null;
  output: boolean;
}

/** `proofloop log`: resolves with the exit code. */
export async function logCommand(name: string, { role, iteration, output }: LogOptions): Promise<number> {
  const surroundings = readSurroundings();
  const read = await readRun(await findRun(name, surroundings));
  const view = { role: roleNamed(role), iteration: iterationNamed(iteration, read), output };
  await page(runLogLines(read.events, view), surroundings.environment);
  return 0;
}

const roleList = new Intl.ListFormat('en-GB', { type: 'disjunction' });

function roleNamed(given: string | null): Role | null {
  if (given === null) return null;
  const role = roles.find((known) => known === given);
  if (role === undefined) throw new UsageError(`--role must be ${roleList.format(roles)}, not "${given}"`);
  return role;
}

function iterationNamed(given: string | null, { state }: ReadRun): number | null {
  if (given === null) return null;
  const last = state.iteration?.number ?? 0;
  const number = Number(given);
  if (Number.isInteger(number) && number >= 1 && number <= last) return number;
  if (last === 0) throw new UsageError(`--iteration ${given}: the run has begun none yet`);
  if (last === 1) throw new UsageError(`--iteration can only be 1 in this run, not "${given}"`);
  throw new UsageError(`--iteration must be a number from 1 to ${last}, not "${given}"`);
}
