import type { Surroundings } from '../config/surroundings.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { describeRun } from '../runs/describe-run.ts';
import { type RunDiffs, readDiffs } from '../runs/read-diffs.ts';
import { UsageError } from '../runs/usage-error.ts';
import { replaceFile } from '../system/replace-file.ts';
import { countText } from '../views/text/amounts.ts';
import { exportedDocument } from './export-page.ts';
import type { BuiltPage } from './page-files.ts';
import { runFacts } from './run-facts.ts';

/** What a file may hold of diffs, beside the log that it carries. */
const diffCharacters = 400_000;

interface RunToExport {
  run: RunPlace;
  /** Absolute path of the file. */
  path: string;
  page: BuiltPage;
  surroundings: Surroundings;
}

/** Writes a run as one file; resolves with what it lacks, each a sentence. A UsageError where it can't be written. */
export async function exportRun({ run, path, page, surroundings }: RunToExport): Promise<string[]> {
  const described = await describeRun(run);
  const notes: string[] = [];
  const whole = await readDiffs(run, described.read, surroundings).catch((error: Error): RunDiffs => {
    notes.push(`warning: the file shows no changes: ${error.message}`);
    return { whole: '', iterations: {} };
  });
  const { diffs, isCut } = cutDiffs(whole);
  if (isCut) {
    notes.push(
      `warning: the changes are longer than ${countText(diffCharacters)} characters, so the file holds only a part`,
    );
  }
  const { events } = described.read;
  const document = exportedDocument(page, { facts: runFacts(described), events, diffs });
  await replaceFile(path, document).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} can't be written (${error.code}); nothing was exported`);
  });
  return notes;
}

/** The diffs with what goes beyond the room left out, the whole run's first. */
function cutDiffs({ whole, iterations }: RunDiffs): { diffs: RunDiffs; isCut: boolean } {
  let left = diffCharacters;
  let isCut = false;
  const take = (text: string): string => {
    const kept = text.slice(0, left).toWellFormed();
    left -= kept.length;
    if (kept.length === text.length) return kept;
    isCut = true;
    return `${kept}\n[... cut here ...]\n`;
  };
  const diffs = { whole: take(whole), iterations: {} as Record<string, string> };
  for (const [number, text] of Object.entries(iterations)) diffs.iterations[number] = take(text);
  return { diffs, isCut };
}
