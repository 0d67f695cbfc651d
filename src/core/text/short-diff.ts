/** A change of more characters than this is looked up by whoever needs it. */
export const shortDiffCharacters = 1500;

/** A diff as git shows it, without the lines that say nothing of the change; null where it is not short. */
export function shortDiff(diff: string): string | null {
  const short = diff
    .replaceAll(/^diff --git .*\n(?:(?:new|deleted) file mode .*\n)?index .*\n(?=--- )/gm, '')
    .trimEnd();
  return short === '' || short.length > shortDiffCharacters ? null : short;
}
