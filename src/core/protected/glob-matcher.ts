import { type GlobStates, globStates } from './glob-states.ts';

/** A longer glob with signs that stand for others means nothing but itself. */
const longestGlob = 1000;

/**
 * Whether a path, as git names it, is one that these globs mean. A glob that names a folder means all below it too. The
 * time grows with the lengths of glob and path and no faster, whatever the glob is.
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap((glob) => {
    const plain = glob.replace(/^\.\//, '').replace(/(?<!\/)\/+$/, '');
    return [plain, `${plain}/**`];
  });
  const matches = patterns.map((pattern) => patternMatcher(pattern));
  // A path that reads as a glob does counts as meant, which serves for `[id].ts`, but not where the glob quotes a sign.
  const named = new Set(patterns.filter((pattern) => !pattern.includes('\\')));
  return (path) => named.has(path) || matches.some((matchesOne) => matchesOne(path));
}

/** Whether a whole path is what one glob says. */
export function patternMatcher(glob: string): (path: string) => boolean {
  if (glob.length > longestGlob && glob !== globOfPath(glob)) return (path) => path === glob;
  const machine = globStates(glob);
  return (path) => {
    const characters = [...path];
    return endsOf(machine, characters, 0).has(characters.length);
  };
}

/** Where a part of the path that begins at `start` and that the machine matches can end. */
function endsOf(
  { states, ...machine }: GlobStates,
  characters: readonly string[],
  start: number,
): Set<number> {
  const ends = new Set<number>();
  /** Where each state was last looked at, so that none is twice. */
  const seenAt = new Int32Array(states.length).fill(-1);
  const later = new Map<number, number[]>();
  let here = [machine.start];
  for (let at = start; here.length > 0 || later.size > 0; at += 1) {
    const open = [...here, ...(later.get(at) ?? [])];
    later.delete(at);
    here = [];
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      const state = states[number];
      if (state === undefined || seenAt[number] === at) continue;
      seenAt[number] = at;
      if (number === machine.end) ends.add(at);
      if (state.kind === 'fork') open.push(...state.next);
      else if (state.kind === 'not') {
        for (const end of otherEnds(state.other, characters, at)) {
          if (end === at) open.push(state.next);
          else later.set(end, [...(later.get(end) ?? []), state.next]);
        }
      } else if (at < characters.length && state.test(characters[at] ?? '')) here.push(state.next);
    }
  }
  return ends;
}

/** The ends of all parts of a name from here on that the machine does not match. */
function otherEnds(machine: GlobStates, characters: readonly string[], start: number): number[] {
  const slash = characters.indexOf('/', start);
  const nameEnd = slash < 0 ? characters.length : slash;
  const matched = endsOf(machine, characters.slice(0, nameEnd), start);
  return Array.from({ length: nameEnd - start + 1 }, (_, index) => start + index).filter(
    (end) => !matched.has(end),
  );
}

const unnameable = /[\p{Cc}"\\]/u;

/** A glob that means this path; where it has a sign that a glob can't name or nobody could type, any one will do. */
export function globOfPath(path: string): string {
  return path.replace(/[\p{Cc}"\\*?[\]{}()!+@|^$]/gu, (sign) => (unnameable.test(sign) ? '?' : `\\${sign}`));
}
