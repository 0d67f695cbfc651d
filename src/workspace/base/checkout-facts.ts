import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeId } from '../../ports/view.ts';
import { absentMode, isRegularFile, listChanges, listTree } from '../git/index-file.ts';
import { baseName, onDisk, type PathBytes, shownPath, toPathBytes } from '../git/path-bytes.ts';
import { type GitPlace, tryGit } from '../git/run-git.ts';
import type { Head, Repository } from './repository.ts';
import type { Base } from './take-base.ts';

/** What a person should know of the checkout that a run has begun with. */
export interface CheckoutFacts {
  /** Number of files that were not as committed; null where nothing was committed. */
  uncommittedFiles: number | null;
  /** Sentences: what is in the run by accident, perhaps, and what is not in it. */
  notices: string[];
}

export interface LookedAt {
  head: Head | null;
  base: Base;
  /** A change is judged: no model is asked, and nothing is delivered. */
  isJudged: boolean;
}

export async function checkoutFacts(
  place: GitPlace,
  repository: Repository | null,
  { head, base, isJudged }: LookedAt,
): Promise<CheckoutFacts> {
  const changes =
    head === null || head.tree === base.tree ? [] : await listChanges(place, head.tree, base.tree);
  const added = head === null ? await regularFiles(place, base.tree) : addedFiles(changes);
  const keys = await thatLookLikeKeys(place.workTree ?? '', added);
  const [warnings, unfinished] = await Promise.all([
    base.warnings ?? warningsOfListing(place),
    repository === null ? null : unfinishedWork(repository.gitDir),
  ]);
  const exclude =
    repository === null ? '.gitignore' : `.gitignore or ${join(repository.commonDir, 'info/exclude')}`;
  return {
    uncommittedFiles: head === null ? null : changes.length,
    notices: [
      ...listed(keys, (paths, them) => {
        const effect = isJudged
          ? 'it counts as a part of the change, and its tests can read it'
          : "models can read what is there, and the run's branch gets it";
        return `${paths} may hold keys or passwords, and ${them} not committed: ${effect}; to leave it out, name it in ${exclude}`;
      }),
      ...listed(
        unreadableFolders(warnings),
        (paths, them) => `${paths} can't be read by this user and ${them} left out`,
      ),
      ...(unfinished === null ? [] : [unfinishedText(unfinished, base.conflicted)]),
    ],
  };
}

/** What git warns of where it looks for files that nobody has told it of. */
async function warningsOfListing(place: GitPlace): Promise<string> {
  return (await tryGit(place, ['ls-files', '--others', '--exclude-standard', '-z'])).stderr;
}

type Change = Awaited<ReturnType<typeof listChanges>>[number];

function addedFiles(changes: readonly Change[]): PathBytes[] {
  return changes
    .filter(({ before, after }) => before.mode === absentMode && isRegularFile(after.mode))
    .map(({ path }) => path);
}

async function regularFiles(place: GitPlace, tree: TreeId): Promise<PathBytes[]> {
  return [...(await listTree(place, tree))].flatMap(([path, { mode }]) =>
    isRegularFile(mode) ? [path] : [],
  );
}

const keyFiles = [
  /^\.env($|[._-])(?!.*(example|sample|template|dist|default)s?$)/i,
  /\.env$/i,
  /\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|ovpn)$/i,
  /^id_(rsa|dsa|ecdsa|ed25519)([^.]*|.*(?<!\.pub))$/,
  /^(\.netrc|_netrc|\.npmrc|\.pypirc|\.pgpass|\.my\.cnf|\.git-credentials|\.htpasswd|\.dockercfg|kubeconfig)$/,
  /^credentials(\.(json|toml|ya?ml|csv|ini))?$/i,
  /^(client_secret|service[-_]?account).*\.json$/i,
  /^secrets?\.(json|toml|ya?ml|env|ini|properties|txt)$/i,
];

/** The beginnings of so many files are looked at. */
const readFilesMax = 2000;

/** Those of the files that look like keys by their name, or by how they begin. */
async function thatLookLikeKeys(top: string, paths: readonly PathBytes[]): Promise<PathBytes[]> {
  const byName = (path: PathBytes) => keyFiles.some((pattern) => pattern.test(baseName(path)));
  const unknown = paths.filter((path) => !byName(path)).slice(0, readFilesMax);
  const begun: boolean[] = [];
  // One after another: so many files can't be open at once.
  for (const path of unknown) begun.push(await beginsLikeKey(onDisk(top, path)));
  const byContent = new Set(unknown.filter((_path, index) => begun[index]));
  return paths.filter((path) => byName(path) || byContent.has(path));
}

async function beginsLikeKey(file: Buffer): Promise<boolean> {
  const opened = await open(file).catch(() => null);
  if (opened === null) return false;
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(64), 0, 64, 0);
    return /^-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(buffer.toString('latin1', 0, bytesRead));
  } finally {
    await opened.close();
  }
}

/** The folders that git passes over, by the warnings with which it does. */
export function unreadableFolders(said: string): PathBytes[] {
  return said.split('\n').flatMap((line) => {
    const [, path] = /^warning: could not open directory '(.+?)\/?': /.exec(line) ?? [];
    return path === undefined ? [] : [toPathBytes(path)];
  });
}

const states: readonly (readonly [string, string])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
];

/** What the user is in the middle of; null where that is nothing. */
async function unfinishedWork(gitDir: string): Promise<string | null> {
  const names = new Set(await readdir(gitDir).catch(() => []));
  return states.find(([name]) => names.has(name))?.[1] ?? null;
}

function unfinishedText(word: string, conflicted: readonly PathBytes[]): string {
  const begun = `a ${word} is in progress, and the files are taken as they are now`;
  const [text] = listed(
    conflicted,
    (paths) => `${begun}; with conflicts, and perhaps their markers: ${paths}`,
  );
  return text ?? begun;
}

const listedMax = 5;

/** One sentence about the first of the paths; none about no paths. */
function listed(
  paths: readonly PathBytes[],
  sentence: (paths: string, verb: 'is' | 'are') => string,
): string[] {
  if (paths.length === 0) return [];
  const rest = paths.length - listedMax;
  const shown = paths.slice(0, listedMax).map(shownPath).join(', ');
  return [sentence(`${shown}${rest > 0 ? ` and ${rest} more` : ''}`, paths.length === 1 ? 'is' : 'are')];
}
