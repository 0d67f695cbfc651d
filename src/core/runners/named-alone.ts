import { shellWord } from '../text/shell-word.ts';

/** A file that a runner is given by its path; null for one that could be read as an option. */
export const namedAlone = (file: string): string[] | null =>
  file === '' || file.startsWith('-') || file.startsWith('/') ? null : [shellWord(file)];
