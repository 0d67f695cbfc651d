import { nameOf } from './path-parts.ts';

/** Whether the file is JavaScript or TypeScript that runs, by its name, and neither settings nor packed for delivery. */
export function isMutableCode(path: string): boolean {
  const name = nameOf(path);
  if (!/\.([cm]?[jt]s|[jt]sx)$/.test(name)) return false;
  return !/\.d(\.\w+)?\.[cm]?ts$|\.(config|conf|min)\.\w+$|^\./.test(name);
}
