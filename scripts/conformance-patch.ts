import { cp, lstat, mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { applyHunks, applyPatch } from '../src/tools/apply-patch/apply-hunks.ts';
import { type Hunk, parsePatch } from '../src/tools/apply-patch/parse.ts';
import { checkPath } from '../src/tools/apply-patch/paths.ts';

/**
 * Runs every `<case>/{input/,patch.txt,expected/}` below a folder in a temporary folder of its own and judges the
 * files byte for byte. Exit code: 0 all passed, 1 some failed or there are no cases, 2 no such folder.
 */

const atomicNote = 'atomic: kept as it was';
const keptNote = 'no file is overwritten: kept as it was';

/** The files below a folder by path, symbolic links as what they say; a missing folder has none. */
type Files = ReadonlyMap<string, string>;

async function readFiles(folder: string): Promise<Files> {
  const files = new Map<string, string>();
  if (!(await isFolder(folder))) return files;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) files.set(relative(folder, path), `link ${await readlink(path)}`);
    else if (!entry.isDirectory())
      files.set(relative(folder, path), `file ${await readFile(path, 'latin1')}`);
  }
  return files;
}

function differingPaths(one: Files, other: Files): string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path)).sort();
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

/** Applies something to a copy of the case's input and gives back what it returned and the files that it left. */
async function withCopy<Result>(caseFolder: string, apply: (folder: string) => Promise<Result>) {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-patch-'));
  try {
    const input = join(caseFolder, 'input');
    if (await isFolder(input)) await cp(input, folder, { recursive: true, verbatimSymlinks: true });
    const result = await apply(folder);
    return { result, files: await readFiles(folder) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Whether `expected` is what the hunks before the first refused one leave behind: the result of an engine that
 * stops half-way, which an atomic one must not give.
 */
async function isHalfApplied(caseFolder: string, patch: string, expected: Files): Promise<boolean> {
  const parsed = parsePatch(patch);
  if (!parsed.ok) return false;
  let leading: Files | null = null;
  for (const count of parsed.hunks.keys()) {
    const attempt = await withCopy(caseFolder, (folder) =>
      applyHunks(folder, parsed.hunks.slice(0, count + 1)),
    );
    if (!attempt.result.ok) return leading !== null && differingPaths(leading, expected).length === 0;
    leading = attempt.files;
  }
  return false;
}

/**
 * Whether `expected` is what the patch leaves where the files are gone that its "Add File" and "Move to" name: the
 * result of an engine that overwrites them, which this one refuses.
 */
async function isOverwritten(caseFolder: string, patch: string, expected: Files): Promise<boolean> {
  const parsed = parsePatch(patch);
  if (!parsed.ok) return false;
  const { result, files } = await withCopy(caseFolder, async (folder) => {
    let removed = 0;
    for (const target of parsed.hunks.flatMap(newPath)) {
      if (!(await lstat(join(folder, target)).catch(() => null))?.isFile()) continue;
      await rm(join(folder, target));
      removed += 1;
    }
    return removed > 0 && (await applyHunks(folder, parsed.hunks)).ok;
  });
  return result && differingPaths(files, expected).length === 0;
}

function newPath(hunk: Hunk): string[] {
  const written = hunk.kind === 'add' ? hunk.path : hunk.kind === 'update' ? hunk.moveTo : null;
  const checked = written === null ? null : checkPath(written);
  return checked?.ok ? [checked.path] : [];
}

async function judge(caseFolder: string): Promise<{ passed: boolean; note: string }> {
  const patch = await readFile(join(caseFolder, 'patch.txt'), 'utf8').catch(() => null);
  if (patch === null) return { passed: false, note: 'patch.txt cannot be read' };
  const input = await readFiles(join(caseFolder, 'input'));
  const expected = await readFiles(join(caseFolder, 'expected'));
  const { result, files } = await withCopy(caseFolder, (folder) => applyPatch(folder, patch));
  if (!result.ok && differingPaths(files, input).length > 0) {
    return { passed: false, note: `refused, but it changed ${differingPaths(files, input).join(', ')}` };
  }
  const differing = differingPaths(files, expected);
  if (differing.length === 0) return { passed: true, note: result.ok ? '' : 'refused' };
  if (!result.ok && (await isHalfApplied(caseFolder, patch, expected)))
    return { passed: true, note: atomicNote };
  if (!result.ok && (await isOverwritten(caseFolder, patch, expected)))
    return { passed: true, note: keptNote };
  return { passed: false, note: `differs from expected/: ${differing.join(', ')}\n${result.message}` };
}

async function main(folder: string | undefined): Promise<number> {
  if (folder === undefined || !(await isFolder(folder))) {
    console.error(
      `There is no folder "${folder ?? ''}". Usage: npm run conformance:patch -- <folder of cases>`,
    );
    return 2;
  }
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const counts = { passed: 0, failed: 0 };
  for (const name of names.sort()) {
    const { passed, note } = await judge(join(folder, name));
    counts[passed ? 'passed' : 'failed']++;
    console.log(`${passed ? 'pass' : 'FAIL'} ${name}${note === '' ? '' : ` (${note})`}`);
  }
  if (names.length === 0) console.error(`There are no cases in "${folder}".`);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed > 0 || names.length === 0 ? 1 : 0;
}

process.exitCode = await main(process.argv[2]);
