import { readSurroundings } from '../../config/surroundings.ts';
import { planAcceptance } from '../../runs/accept-run.ts';
import { continueRun } from '../../runs/continue-run.ts';
import { readFaceSettings } from '../../runs/face-settings.ts';
import { findRunHere } from '../../runs/find-run.ts';
import { requireOwn } from '../../runs/own-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { attendRun } from '../attend-run.ts';
import { tell } from '../output.ts';

/** `proofloop accept`: resolves with the exit code. */
export async function acceptCommand(
  name: string,
  allowChanges: readonly string[],
  json: boolean,
): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRunHere(name, surroundings);
  const read = await readRun(run);
  await requireOwn(run, read, surroundings);
  const { continuation, warnings } = planAcceptance(read.state, allowChanges);
  tell(warnings.map((warning) => `warning: ${warning}`));
  const faces = await readFaceSettings({}, surroundings);
  return attendRun(run, read, { ...faces, json, surroundings }, (attendance) =>
    continueRun(run, continuation, surroundings, attendance),
  );
}
