import type { Surroundings } from '../config/surroundings.ts';
import { describeRun } from '../runs/describe-run.ts';
import type { FoundRun } from '../runs/find-run.ts';
import { iterationTrees } from '../runs/iteration-trees.ts';
import { openWorkspaceOf } from '../runs/open-workspace-of.ts';
import { UsageError } from '../runs/usage-error.ts';
import { replaceFile } from '../system/replace-file.ts';
import { sizeText } from '../views/text/amounts.ts';
import { redactorFor } from '../wire.ts';
import { exportedDocument } from './export-page.ts';
import type { BuiltPage } from './page-files.ts';
import { runFacts } from './run-facts.ts';

/** What a file may hold of diffs, beside the log that it carries. */
const diffCharacters = 400_000;

interface RunToExport {
  run: FoundRun;
  /** Absolute path of the file. */
  path: string;
  page: BuiltPage;
  surroundings: Surroundings;
}

/** Writes a run as one file; resolves with what it lacks, each a sentence. A UsageError where it can't be written. */
export async function exportRun({ run, path, page, surroundings }: RunToExport): Promise<string[]> {
  const described = await describeRun(run);
  const { diffs, notes } = await readDiffs(described, surroundings);
  const { events } = described.read;
  const document = exportedDocument(page, { facts: runFacts(described), events, diffs });
  await replaceFile(path, document).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} can't be written (${error.code}); nothing was exported`);
  });
  return notes;
}

async function readDiffs(
  { run, read }: Awaited<ReturnType<typeof describeRun>>,
  surroundings: Surroundings,
): Promise<{ diffs: { whole: string; iterations: Record<string, string> }; notes: string[] }> {
  const diffs = { whole: '', iterations: {} as Record<string, string> };
  const redact = redactorFor(surroundings);
  const notes: string[] = [];
  let left = diffCharacters;
  const take = (text: string): string => {
    const whole = redact(text);
    const kept = whole.slice(0, left);
    left -= kept.length;
    if (kept.length === whole.length) return kept;
    notes[0] = `warning: the changes are longer than ${sizeText(diffCharacters)}, so the file holds only a part of them`;
    return `${kept}\n[... cut here ...]\n`;
  };
  try {
    const workspace = await openWorkspaceOf(run, surroundings);
    const between = async (iteration: number | null) => {
      const [from, to] = iterationTrees(read, iteration);
      return from === to ? '' : take(await workspace.diffText(from, to));
    };
    diffs.whole = await between(null);
    for (let number = 1; number <= (read.state.iteration?.number ?? 0); number += 1) {
      diffs.iterations[String(number)] = await between(number);
    }
  } catch (error) {
    notes.push(`warning: the file shows no changes: ${(error as Error).message}`);
  }
  return { diffs, notes };
}
