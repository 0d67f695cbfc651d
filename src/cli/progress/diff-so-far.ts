import type { Surroundings } from '../../config/surroundings.ts';
import type { RunPlace } from '../../ports/run-place.ts';
import { diffOfRun } from '../../runs/diff-of-run.ts';
import { terminalDiff } from '../../views/text/diff-text.ts';
import { plainLine } from '../../views/text/plain-text.ts';
import { wantsColor } from '../output.ts';

/** More would only run through the screen. */
const shownLines = 200;

/** What a run has changed up to now, as lines for a terminal. */
export async function diffSoFar(
  run: RunPlace,
  surroundings: Surroundings,
  stream: NodeJS.WriteStream,
): Promise<string[]> {
  try {
    const text = await diffOfRun(run, surroundings);
    if (text === null) return ['nothing is changed so far'];
    const lines = terminalDiff(text, wantsColor(surroundings.environment, stream)).trimEnd().split('\n');
    const more = lines.length - shownLines;
    const rest = more > 0 ? [`and ${more} lines more: proofloop diff ${run.runId}`] : [];
    return ['', ...lines.slice(0, shownLines), ...rest, ''];
  } catch (error) {
    return [`the changes can't be shown (${plainLine((error as Error).message)})`];
  }
}
