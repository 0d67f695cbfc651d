import { readScripts } from '../../core/protected/package-scripts.ts';
import { foldersOf, joinPath, nameOf } from '../../core/protected/path-parts.ts';
import { allowsChange, type ProtectedChange, type Protection } from '../../core/protected/protection.ts';
import { isCode, isTestPath } from '../../core/protected/test-paths.ts';
import { toldConditions } from '../../core/protected/use/package-conditions.ts';
import { loads, wordOf } from '../../core/protected/use/references.ts';
import { checkerName, runnerGlobals, type ToldLine, toldLines } from '../../core/protected/use/told-lines.ts';
import { languageOf } from '../../core/syntax/language.ts';
import { withoutOwnTypeof } from '../../core/syntax/own-names.ts';
import { withoutCommentLines, withoutComments } from '../../core/syntax/without-comments.ts';
import type { TreeId } from '../../ports/view.ts';
import type { ParseText } from '../../system/syntax-parser.ts';
import { absentMode, isRegularFile, listChanges } from '../git/index-file.ts';
import { asPath, type PathBytes, splitNul, textPath, toPathBytes } from '../git/path-bytes.ts';
import { type GitPlace, tryGit } from '../git/run-git.ts';
import { addedLines } from '../git/tree-diff.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { classifyFor } from './protected-files.ts';
import { doCalculate } from './told-files.ts';
import { toldTwins } from './told-twins.ts';
import { decodeText, openTreeTexts, type TreeTexts } from './tree-texts.ts';

/** So many lines are told of; more of them say nothing more. */
const toldMax = 20;
/** A larger file takes too long to look through: a person is told so. */
const longestBytes = 16 * 1024 * 1024;

/** Nothing runs them, whoever loads them. */
const neverRun =
  /\.(json5?|md|mdx|rst|adoc|ya?ml|css|scss|less|html?|svg|png|jpe?g|gif|webp|ico|woff2?|ttf|pdf)$/i;

/** Lists of names in brackets, as Python and Go import them, load what they say. */
const loadsByMadeName =
  /\b(?:require|import_module|__import__|(?<!\bfrom[ \t]+[\w.]+[ \t]+|^)import)\s*\(\s*(?!["'`\s)])|\b(?:require|import)\s*\(\s*`[^`\n]*\$\{/m;

/** The parser takes more than ten times as much memory as the text. */
const longestParsed = 1024 * 1024;

/** New lines of the program that have to do with its being judged, but for what the base's own program does. */
export async function toldChanges(
  run: Run,
  tree: TreeId,
  protection: Protection,
  parse: ParseText,
): Promise<ProtectedChange[]> {
  const place = runPlace(run);
  const { baseTree } = run.record;
  const all = (await listChanges(place, baseTree, tree)).filter(({ after }) => isRegularFile(after.mode));
  const [base, candidate] = [await openTreeTexts(place, baseTree), await openTreeTexts(place, tree)];
  const others = all.filter(({ path }) => !isCode(textPath(path)) && !neverRun.test(textPath(path)));
  const changes = [
    ...all.filter(({ path }) => isCode(textPath(path))),
    ...(await filtered(others, ({ path }) => isLoaded(place, tree, candidate, textPath(path)))),
  ];
  const classify = await classifyFor(
    { place, tree: baseTree, texts: base, changes },
    { ...protection, allowed: [] },
  );
  const isAllowed = allowsChange(protection);
  const program = changes.filter(
    ({ path }) => classify(textPath(path)) === null && !isAllowed(textPath(path)),
  );
  const asked = await commandTexts(base, protection);
  const asksChecker = checkerName.test(asked);
  const manifests = all.filter(
    ({ path }) => nameOf(textPath(path)) === 'package.json' && !isAllowed(textPath(path)),
  );
  const texts = await candidate.read(program.map(({ path }) => path));
  const told = await toldManifests({ base, candidate }, manifests);
  // Which files a program loads by names that it makes, nobody can tell.
  const isOpen = [...texts.values()].some((bytes) => loadsByMadeName.test(bytes));
  for (const { path, before, after } of program) {
    const name = textPath(path);
    const bytes = texts.get(path) ?? '';
    const isAdded = before.mode === absentMode;
    const change = isAdded ? ('added' as const) : ('modified' as const);
    if (bytes.length > longestBytes) {
      told.push({ path: name, kind: 'program', change, line: 1, does: 'is too long to be looked through' });
      continue;
    }
    const text = textOfBytes(bytes);
    if (toldLines(text, { isNew: () => true, code: text, asksChecker }).length === 0) continue;
    const code = await codeOf(name, text, parse);
    const added = await addedLines(place, isAdded ? null : before.objectId, after.objectId);
    const isNew = (line: number) => added.some(({ from, to }) => from <= line && line <= to);
    for (const found of toldLines(text, { isNew, code, asksChecker })) {
      if (told.length >= toldMax || (await isOfBase({ place, baseTree, base, parse }, found, asksChecker)))
        continue;
      if (isAdded && !isOpen && (await isForTestsAlone(place, tree, candidate, name))) continue;
      if (found.files !== undefined && !(await doCalculate(candidate, name, found.files))) continue;
      const { line, does } = found;
      told.push({ path: name, kind: 'program', change, line, does });
    }
  }
  if (program.some(({ path }) => textPath(path).endsWith('.go'))) {
    const twins = await toldTwins({ place, base: baseTree, tree, asked }, program);
    told.push(...twins.slice(0, Math.max(0, toldMax - told.length)));
  }
  return told;
}

/** What packages do under conditions that test tools ask for, where that is a file of the tree, and none that is built. */
async function toldManifests(
  { base, candidate }: { base: TreeTexts; candidate: TreeTexts },
  manifests: readonly { path: PathBytes }[],
): Promise<ProtectedChange[]> {
  const paths = manifests.map(({ path }) => path);
  const [before, now] = [await base.read(paths), await candidate.read(paths)];
  const found = paths.flatMap((path) => {
    const own = before.get(path);
    const conditions = toldConditions(
      own === undefined ? null : decodeText(own),
      decodeText(now.get(path) ?? '') ?? '',
    );
    const change = own === undefined ? ('added' as const) : ('modified' as const);
    return conditions.map((one) => ({ ...one, path: textPath(path), change }));
  });
  const fileOf = ({ path, target }: { path: string; target: string }) =>
    toPathBytes(joinPath(foldersOf(path).join('/'), target) ?? '');
  const files = await candidate.read(found.map(fileOf));
  return found
    .filter((one) => one.target.includes('*') || files.has(fileOf(one)))
    .map(({ path, change, line, does }) => ({ path, kind: 'program', change, line, does }));
}

async function filesWith(place: GitPlace, tree: TreeId, word: string) {
  const exit = await tryGit(place, ['grep', '-l', '-z', '-I', '-F', '-e', word, tree]);
  if (exit.exitCode !== 0) return [];
  return splitNul(exit.stdout).map((line) => asPath(line.slice(tree.length + 1)));
}

interface Base {
  place: GitPlace;
  baseTree: TreeId;
  base: TreeTexts;
  parse: ParseText;
}

/** Whether the base's own program did the same, as a testing tool does. Only to name the same is not to do it. */
async function isOfBase(
  { place, baseTree, base, parse }: Base,
  { does, word }: ToldLine,
  asksChecker: boolean,
): Promise<boolean> {
  const token = /[\w$]{3,}/.exec(word)?.[0] ?? word;
  const files = (await filesWith(place, baseTree, token)).filter((path) => {
    const name = textPath(path);
    return isCode(name) && !isTestPath(name) && !/(^|\/)[\w.-]*config[\w.-]*$/i.test(name);
  });
  const plain = (text: string) => text.replaceAll(/\s+/g, '');
  const isSame = (one: ToldLine) => one.does === does && plain(one.word) === plain(word);
  for (const [path, bytes] of await base.read(files)) {
    if (bytes.length > longestBytes) continue;
    const text = textOfBytes(bytes);
    const isThere = (code: string) => toldLines(text, { isNew: () => true, code, asksChecker }).some(isSame);
    if (isThere(text) && isThere(await codeOf(textPath(path), text, parse))) return true;
  }
  return false;
}

/** What is no UTF-8 is code all the same, of which the words that matter are. */
const textOfBytes = (bytes: string) => decodeText(bytes) ?? bytes;

/**
 * The text without comments: exactly where the language is parsed, and without what it asks of names of its own; else
 * without lines that begin as such.
 */
async function codeOf(path: string, text: string, parse: ParseText): Promise<string> {
  const grammar = text.length > longestParsed ? undefined : languageOf(path)?.grammar;
  const parsed = grammar === undefined ? null : await parse(grammar, text);
  return parsed === null
    ? withoutCommentLines(path, text)
    : withoutOwnTypeof(parsed, withoutComments(parsed), runnerGlobals);
}

/** Whether tests load a new file, and nothing else does: it is no part of the program. */
async function isForTestsAlone(
  place: GitPlace,
  tree: TreeId,
  candidate: TreeTexts,
  path: string,
): Promise<boolean> {
  const users = await usersOf({ place, tree, candidate }, path, wordOf(path));
  return users.length > 0 && users.every(isTestPath);
}

/** Whether the program loads a file, whatever its name says that it is. */
async function isLoaded(place: GitPlace, tree: TreeId, candidate: TreeTexts, path: string): Promise<boolean> {
  const users = await usersOf({ place, tree, candidate }, path, nameOf(path));
  return users.some((user) => isCode(user) && !isTestPath(user));
}

/** The files that load the one at `path`, of those that hold the word. */
async function usersOf(
  { place, tree, candidate }: { place: GitPlace; tree: TreeId; candidate: TreeTexts },
  path: string,
  word: string,
): Promise<string[]> {
  const found = await candidate.read(await filesWith(place, tree, word));
  return [...found].flatMap(([user, bytes]) => {
    const name = textPath(user);
    const text = decodeText(bytes) ?? '';
    return name !== path && (loads(name, text, path) || pastes(text, path)) ? [name] : [];
  });
}

/** As Rust takes another file into its text. */
const pastes = (text: string, path: string) =>
  [...text.matchAll(/\binclude!\s*\([^"\n]*"([^"\n]+)"/g)].some(
    ([, name = '']) => nameOf(name) === nameOf(path),
  );

async function filtered<Value>(
  values: readonly Value[],
  holds: (value: Value) => Promise<boolean>,
): Promise<Value[]> {
  const found: Value[] = [];
  for (const value of values) if (await holds(value)) found.push(value);
  return found;
}

/** The verify commands, and the package's scripts where they run any. */
async function commandTexts(base: TreeTexts, { commands, folder }: Protection): Promise<string> {
  const text = commands.join('\n');
  if (!/\b(npm|pnpm|yarn|bun|make|just|tox|nox|pre-commit)\b/.test(text)) return text;
  const prefix = folder === '' ? '' : `${folder}/`;
  const names = [`${prefix}package.json`, 'package.json', `${prefix}Makefile`, `${prefix}tox.ini`];
  const texts = await base.read(names.map((name) => asPath(name)));
  const scripts = [...texts].map(([path, bytes]) =>
    path.endsWith('package.json') ? scriptsNamed(bytes, text) : bytes,
  );
  return [text, ...scripts].join('\n');
}

/** The scripts that the commands name, and those that these name. */
function scriptsNamed(manifest: string, commands: string): string {
  const scripts = readScripts(manifest);
  const wordsIn = (text: string) => text.split(/[\s;&|"':=]+/);
  const open = wordsIn(commands).flatMap((word) => (word === 't' || word === 'tst' ? ['test'] : [word]));
  const known = new Set<string>();
  for (let word = open.pop(); word !== undefined; word = open.pop()) {
    for (const name of [`pre${word}`, word, `post${word}`]) {
      const script = scripts[name];
      if (script === undefined || known.has(name)) continue;
      known.add(name);
      open.push(...wordsIn(script));
    }
  }
  return [...known].map((name) => scripts[name]).join('\n');
}
