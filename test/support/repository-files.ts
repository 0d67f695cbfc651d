import type { RepositoryFiles } from '../../src/ports/base-files.ts';

/** Files by their paths; those of `onDisk` are in no commit. */
export function filesOf(texts: Record<string, string>, onDisk: string[] = []): RepositoryFiles {
  const paths = Object.keys(texts);
  return {
    async names(folder) {
      const inside = paths.filter((path) => folder === '' || path.startsWith(`${folder}/`));
      const rest = inside.map((path) => path.slice(folder === '' ? 0 : folder.length + 1));
      return [...new Set(rest.map((path) => path.split('/')[0] ?? ''))];
    },
    text: async (path) => texts[path] ?? null,
    isOnDisk: async (path) => paths.includes(path) || onDisk.includes(path),
  };
}
