import { foldersOf, nameOf } from '../../core/protected/path-parts.ts';
import type { Classify, ProtectedKind } from '../../core/protected/protection.ts';
import { isCode } from '../../core/protected/test-paths.ts';
import {
  holdsExpectations,
  judgesForTests,
  looksLikeTests,
  usesFramework,
} from '../../core/protected/use/asserts.ts';
import { isCrateOfTests } from '../../core/protected/use/crates-of-tests.ts';
import { loads, wordOf } from '../../core/protected/use/references.ts';
import {
  importedAs,
  isLoadedUnasked,
  isStandardModule,
  takenNames,
} from '../../core/protected/use/search-path.ts';
import type { TreeId } from '../../ports/view.ts';
import { absentMode, isRegularFile, type TreeChange } from '../git/index-file.ts';
import { asPath, splitNul, textPath, toPathBytes } from '../git/path-bytes.ts';
import { type GitPlace, tryGit } from '../git/run-git.ts';
import { decodeText, type TreeTexts } from './tree-texts.ts';

/** So many changed files are looked into; a larger change is judged by the names of its files alone. */
const changesMax = 400;
/** A word that more files hold tells nothing. */
const namersMax = 300;
/** How far a file may be from the test or the configuration that has it loaded. */
const deepest = 6;

/** What is known of the base when its files are looked for. */
export interface UsingBase {
  place: GitPlace;
  tree: TreeId;
  texts: TreeTexts;
  /** As names tell. */
  classify: Classify;
  /** Files that the base's own report names. */
  reported: ReadonlySet<string>;
  /** What the package delivers. */
  entries: ReadonlySet<string>;
  /** Whether nothing that names packages is changed, so that none of those in the tree has a reason to be another. */
  keepsPackages: boolean;
}

type Use = ProtectedKind | 'program';

/**
 * Those of the changed files that are no tests by their names and decide on tests all the same: files that the base's
 * report names; what nothing but tests and configuration load, where it judges for them or configures them; data that
 * nothing but tests name; and added files that would be loaded in the place of any of these.
 */
export async function usedByTests(
  base: UsingBase,
  changes: readonly TreeChange[],
): Promise<Map<string, ProtectedKind>> {
  const found = new Map<string, ProtectedKind>();
  const open = changes.filter(({ path }) => base.classify(textPath(path)) === null);
  if (open.length > changesMax) return found;
  const isAdded = ({ before }: TreeChange) => before.mode === absentMode;
  const additions = open.some(isAdded) ? placesOf(base) : null;
  for (const change of open) {
    const name = textPath(change.path);
    const use = isAdded(change)
      ? additions && (await useOfAdded(base, additions, name))
      : isRegularFile(change.before.mode)
        ? await useOf(base, name, new Set())
        : null;
    if (use !== null && use !== 'program') found.set(name, use);
  }
  return found;
}

async function textOf({ texts }: UsingBase, path: string): Promise<string> {
  const bytes = (await texts.read([toPathBytes(path)])).get(toPathBytes(path));
  return bytes === undefined ? '' : (decodeText(bytes) ?? '');
}

/** What a file of the base is to its tests; null where nothing is known to use it. */
async function useOf(base: UsingBase, path: string, seen: ReadonlySet<string>): Promise<Use | null> {
  const byName = base.classify(path);
  if (byName !== null) return byName;
  const text = await textOf(base, path);
  if (base.reported.has(path) && looksLikeTests(path, text)) return 'test';
  if (isVendored(path) && base.keepsPackages) return 'configuration';
  if (seen.has(path) || seen.size >= deepest || base.entries.has(path)) return 'program';
  if (!isCode(path)) return useOfData(base, path);
  if (path.endsWith('.go')) return usesFramework(text) ? 'test' : null;
  if (path.endsWith('.rs')) return useOfRust(base, path);
  const users = await usersOf(base, path, wordOf(path), (user, content) => loads(user, content, path));
  if (users === null || users.size === 0) return null;
  const uses = new Set<Use>();
  for (const user of users.keys()) {
    const use = await useOf(base, user, new Set([...seen, path]));
    if (use === null || use === 'program') return 'program';
    uses.add(use);
  }
  // What a script of a shell takes in is a part of it; what another one imports may be the program that it asks about.
  if (uses.has('configuration') || (uses.has('verify') && isPartOfScript(path))) return 'configuration';
  return judgesForTests(text, [...users.values()]) || holdsExpectations(path, text) ? 'test' : null;
}

const isPartOfScript = (path: string) => /\.(sh|bash|zsh|mk|just)$|(^|\/)[^./]+$/.test(path);

/** A module, or a crate, that is there for tests alone. */
async function useOfRust(base: UsingBase, path: string): Promise<Use | null> {
  const manifests = await base.texts.read(
    base.texts.paths().filter((name) => nameOf(textPath(name)) === 'Cargo.toml'),
  );
  const texts = [...manifests].map(([name, bytes]) => [textPath(name), decodeText(bytes) ?? ''] as const);
  if (isCrateOfTests(path, new Map(texts))) return 'test';
  const declared = new RegExp(
    String.raw`#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?mod\s+${wordOf(path)}\s*;`,
  );
  const users = await usersOf(base, path, wordOf(path), (_user, content) => declared.test(content));
  return users !== null && users.size > 0 ? 'test' : null;
}

/** Data that tests name, by its name or by its folder's, and that no program does. */
async function useOfData(base: UsingBase, path: string): Promise<Use | null> {
  const name = nameOf(path);
  if (isDocument.test(name)) return null;
  const isTest = (user: string) => base.reported.has(user) || base.classify(user) === 'test';
  const folder = foldersOf(path).at(-1);
  const ofFolder = folder === undefined ? [] : [`${folder}/`, `'${folder}'`, `"${folder}"`];
  for (const word of [name, ...ofFolder]) {
    const users = await usersOf(base, path, word, () => true);
    if (users === null) return null;
    const inCode = [...users.keys()].filter(isCode);
    if (inCode.length === 0) continue;
    return inCode.every(isTest) ? 'test' : 'program';
  }
  // A module's name may lack its ending.
  const loaders = await usersOf(base, path, wordOf(path), (user, text) => loads(user, text, path));
  return loaders !== null && loaders.size > 0 && [...loaders.keys()].every(isTest) ? 'test' : null;
}

const isDocument =
  /^(readme|license|changelog|contributing|notice)\b|^(package|composer|tsconfig)\b.*\.json$/i;
const isVendored = (path: string) =>
  foldersOf(path).some((folder) => /^(_?vendor(ed)?|third[-_]?party)$/i.test(folder));

/** The base's files that use one; null where too many may. */
async function usersOf(
  { place, tree, texts }: UsingBase,
  path: string,
  word: string,
  isUser: (user: string, text: string) => boolean,
): Promise<Map<string, string> | null> {
  const exit = await tryGit(place, ['grep', '-l', '-z', '-I', '-F', '-e', word, tree]);
  if (exit.exitCode !== 0) return new Map();
  const names = splitNul(exit.stdout).map((line) => asPath(line.slice(tree.length + 1)));
  if (names.length > namersMax) return null;
  const users = new Map<string, string>();
  for (const [user, bytes] of await texts.read(names)) {
    const [name, content] = [textPath(user), decodeText(bytes)];
    if (name !== path && content !== null && isUser(name, content)) users.set(name, content);
  }
  return users;
}

/** Where files that a run adds may stand before those of the base. */
interface Places {
  /** The base's files by the names that an import knows them by. */
  byName: ReadonlyMap<string, readonly string[]>;
  /** The folders from which Python imports: the top, `src`, and those of its tests and their configuration. */
  roots: readonly string[];
}

function placesOf({ texts, classify }: UsingBase): Places {
  const byName = new Map<string, string[]>();
  const roots = new Set(['', 'src']);
  for (const path of texts.paths()) {
    const name = textPath(path);
    for (const taken of takenNames(name)) {
      const others = byName.get(taken);
      if (others === undefined) byName.set(taken, [name]);
      else others.push(name);
    }
    if (name.endsWith('.py') && classify(name) !== null) roots.add(foldersOf(name).join('/'));
  }
  return { byName, roots: [...roots] };
}

/** Whether an added file would be loaded unasked, or in the place of something that tests use. */
async function useOfAdded(base: UsingBase, { byName, roots }: Places, path: string): Promise<Use | null> {
  if (isLoadedUnasked(path)) return 'configuration';
  for (const other of takenNames(path).flatMap((name) => byName.get(name) ?? [])) {
    const use = await useOf(base, other, new Set());
    if (use !== null && use !== 'program') return 'configuration';
  }
  const module = importedAs(path, roots);
  return module !== null && isStandardModule(module) ? 'configuration' : null;
}
