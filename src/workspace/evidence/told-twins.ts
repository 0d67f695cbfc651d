import type { ProtectedChange } from '../../core/protected/protection.ts';
import { goTwins, tagsOfCommands } from '../../core/protected/use/go-twins.ts';
import type { TreeId } from '../../ports/view.ts';
import { absentMode, type listChanges } from '../git/index-file.ts';
import { asPath, splitNul, textPath } from '../git/path-bytes.ts';
import { type GitPlace, tryGit } from '../git/run-git.ts';
import { addedLines } from '../git/tree-diff.ts';
import { decodeText, openTreeTexts } from './tree-texts.ts';

interface Trees {
  place: GitPlace;
  base: TreeId;
  tree: TreeId;
  /** The verify commands, which may ask for builds with tags. */
  asked: string;
}

type Changes = Awaited<ReturnType<typeof listChanges>>;

/** Functions of Go that a change has made others in builds with a tag, but for those of which the base had two already. */
export async function toldTwins(
  { place, base, tree, asked }: Trees,
  program: Changes,
): Promise<ProtectedChange[]> {
  const tags = tagsOfCommands(asked);
  const twins = goTwins(await constrainedFiles(place, tree), tags);
  if (twins.length === 0) return [];
  const known = new Set(goTwins(await constrainedFiles(place, base), tags).map(({ key }) => key));
  const told: ProtectedChange[] = [];
  for (const { path, before, after } of program) {
    const own = twins.filter((twin) => twin.path === textPath(path) && !known.has(twin.key));
    if (own.length === 0) continue;
    const isAdded = before.mode === absentMode;
    const added = await addedLines(place, isAdded ? null : before.objectId, after.objectId);
    for (const { path: name, from, to, constraintLine, tag } of own) {
      const isNew = added.some(
        (lines) =>
          (lines.from <= to && from <= lines.to) ||
          (lines.from <= constraintLine && constraintLine <= lines.to),
      );
      const does = `gives back another result in builds with or without ${tag}`;
      if (isNew)
        told.push({ path: name, kind: 'program', change: isAdded ? 'added' : 'modified', line: from, does });
    }
  }
  return told;
}

/** Files of Go that are not in each build. Those of tests are in none that users have. */
async function constrainedFiles(place: GitPlace, tree: TreeId): Promise<Map<string, string>> {
  const args = [
    'grep',
    '-l',
    '-z',
    '-I',
    '-E',
    '-e',
    '^[ \t]*//(go:build|[ \t]*[+]build)[ \t]',
    tree,
    '--',
    '*.go',
  ];
  const exit = await tryGit(place, args);
  if (exit.exitCode !== 0) return new Map();
  const paths = splitNul(exit.stdout)
    .map((line) => asPath(line.slice(tree.length + 1)))
    .filter((path) => !textPath(path).endsWith('_test.go'));
  const texts = await (await openTreeTexts(place, tree)).read(paths);
  return new Map([...texts].map(([path, bytes]) => [textPath(path), decodeText(bytes) ?? bytes]));
}
