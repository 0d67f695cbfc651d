import { type ParsedFile, walk } from './syntax-node.ts';

/** A file's text with blanks in the place of its comments: all that is left stands where it stood. */
export function withoutComments({ text, root }: ParsedFile): string {
  const parts: string[] = [];
  let at = 0;
  walk(root, ({ type, start, end }) => {
    const isComment = type.endsWith('comment') || type === 'hash_bang_line';
    if (!isComment) return true;
    parts.push(text.slice(at, start), text.slice(start, end).replaceAll(/[^\n]/g, ' '));
    at = end;
    return false;
  });
  return parts.join('') + text.slice(at);
}

/** By the ends of names, how a line begins that is a comment to its end in each language of that kind. */
const beginnings: readonly { files: RegExp; comment: RegExp }[] = [
  {
    files: /\.(pyi?|rb|rake|sh|bash|zsh|p[lm]|t|r|jl|exs?|coffee|nim|cr|mk)$|(^|\/)[^./]+$/i,
    comment: /^\s*#.*$/gm,
  },
  { files: /\.(lua|sql|hs|elm|adb|ads)$/i, comment: /^\s*--.*$/gm },
  { files: /\.(clj[cs]?|el|lisp|scm)$/i, comment: /^\s*;.*$/gm },
  { files: /./, comment: /^[ \t]*\/\/.*$/gm },
];

/** The same of a file in a language that is not parsed, or with something in it that is none: lines of comments alone. */
export function withoutCommentLines(path: string, text: string): string {
  const comment = beginnings.find(({ files }) => files.test(path))?.comment;
  return comment === undefined ? text : text.replaceAll(comment, (line) => line.replaceAll(/[^\n]/g, ' '));
}
