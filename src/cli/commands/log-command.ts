import { readSurroundings } from '../../config/surroundings.ts';
import { type Role, roles } from '../../core/role.ts';
import { findRun } from '../../runs/find-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { UsageError } from '../../runs/usage-error.ts';
import { runLogLines } from '../../views/progress/run-log-lines.ts';
import { iterationNamed } from '../iteration-named.ts';
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
  const { state, events } = await readRun(await findRun(name, surroundings));
  const shown = { role: roleNamed(role), iteration: iterationNamed(iteration, state), output };
  await page(runLogLines(events, shown), surroundings.environment);
  return 0;
}

const roleList = new Intl.ListFormat('en-GB', { type: 'disjunction' });

function roleNamed(given: string | null): Role | null {
  if (given === null) return null;
  const role = roles.find((known) => known === given);
  if (role === undefined) throw new UsageError(`--role must be ${roleList.format(roles)}, not "${given}"`);
  return role;
}
