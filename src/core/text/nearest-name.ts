/**
 * The known name that `name` was most likely meant to be, or null where none is close: at most two characters, or a
 * third of them, differ.
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  const nearest = nearestOf(name, known);
  if (nearest === null) return null;
  const limit = Math.max(2, name.length / 3, nearest.length / 3);
  return editDistance(name.toLowerCase(), nearest.toLowerCase()) <= limit ? nearest : null;
}

/** The known name that differs from `name` in the fewest characters; null where none is known. */
export function nearestOf(name: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance);
  return ranked[0]?.candidate ?? null;
}

/** How many insertions, deletions and replacements lead from one text to the other. */
export function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const deleted = (previous[column] ?? 0) + 1;
      const inserted = (current[column - 1] ?? 0) + 1;
      current.push(Math.min(replaced, deleted, inserted));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
