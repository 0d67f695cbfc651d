import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { patternMatcher } from '../../core/protected/glob-matcher.ts';
import { type Runner, runnerTable } from '../../core/runners/runner-table.ts';
import type { Places } from '../../core/runners/test-runner.ts';
import { type FoundReport, type Reading, readFresh } from './report-folder.ts';

/** Where a command that has ended may have written reports by itself. */
export interface WrittenPlaces {
  places: Places;
  /** Where the files of `places.root` really are. */
  outside: string;
  reading: Reading;
  /** Globs of JUnit reports that a person has named, as seen from the top. */
  written: readonly string[];
}

/** Files that were laid out in the same tick of the file system's clock as the command's start have its time: they are older. */
const tickMs = 0.001;

/** Reads the reports below the checkout that were written since the command was started; older ones are somebody's. */
export async function readWrittenReports(ended: WrittenPlaces): Promise<FoundReport[]> {
  const found: FoundReport[] = [];
  const reading = { ...ended.reading, sinceMs: ended.reading.sinceMs + tickMs };
  for (const { runner, globs } of wantedIn(ended)) {
    const matches = globs.map((glob) => patternMatcher(glob.replace(/^\.\//, '')));
    const isWanted = (path: string) => matches.some((matchesOne) => matchesOne(path));
    for (const start of startsOf(globs)) {
      for (const path of filesBelow(ended.outside, start, isWanted)) {
        const content = await readFresh(join(ended.outside, path), reading);
        // What is older or a link is another's; what is too large was written by the command and may hold what failed.
        if ('text' in content || content.isTooLarge)
          found.push({ runner, folder: ended.places.folder, path, content });
      }
    }
  }
  return found;
}

function wantedIn({
  places,
  outside,
  written,
}: WrittenPlaces): { runner: Runner; globs: readonly string[] }[] {
  const below = places.folder.slice(places.root.length + 1);
  const names = ['', below].flatMap((folder) => namesIn(join(outside, folder)));
  const byThemselves = runnerTable.flatMap(({ name, report }) => {
    if (report.kind !== 'written' || !names.some((one) => report.when.test(one))) return [];
    return [{ runner: name, globs: report.paths }];
  });
  return written.length === 0 ? byThemselves : [...byThemselves, { runner: 'junit', globs: written }];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The folders that hold all that the globs mean, none of which lies in another one; '' is the top. */
function startsOf(globs: readonly string[]): string[] {
  const starts = globs.map((glob) => {
    const plain = glob.replace(/^\.\//, '').split('/').slice(0, -1);
    const at = plain.findIndex((part) => /[*?[\]{}()!+@\\]/.test(part));
    return plain.slice(0, at === -1 ? plain.length : at).join('/');
  });
  return [...new Set(starts)].filter(
    (start) => !starts.some((other) => other !== start && (other === '' || start.startsWith(`${other}/`))),
  );
}

const mostFolders = 20_000;
const mostReports = 5000;
/** Reports of a project's own tests lie in none of these, unless a glob names the folder itself. */
const passedOver = new Set(['.git', 'node_modules', '.venv', 'venv']);

function filesBelow(top: string, start: string, isWanted: (path: string) => boolean): string[] {
  const found: string[] = [];
  const open = [start];
  for (let visited = 0; open.length > 0 && visited < mostFolders; visited += 1) {
    const folder = open.shift() ?? '';
    for (const entry of entriesOf(join(top, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !passedOver.has(entry.name)) open.push(path);
      else if (entry.isFile() && isWanted(path)) found.push(path);
    }
  }
  return found.sort().slice(0, mostReports);
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
