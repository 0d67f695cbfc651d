import { type GitPlace, runGit } from './run-git.ts';

export interface GitObject {
  id: string;
  type: string;
  content: Buffer;
}

/**
 * Reads objects by any names that git knows; null stands for a name that there is nothing of. Rejects where git can't
 * be started or fails.
 */
export async function readObjects(place: GitPlace, names: readonly string[]): Promise<(GitObject | null)[]> {
  // Git is asked line by line.
  const lines = names.map((name) => (name.includes('\n') ? '' : name));
  let rest = await runGit(place, ['cat-file', '--batch'], `${lines.join('\n')}\n`);
  return names.map(() => {
    const answer = takeReply(rest);
    rest = answer.rest;
    return answer.object;
  });
}

/** The first answer in the bytes, and what follows it. */
function takeReply(bytes: Buffer): { object: GitObject | null; rest: Buffer } {
  const end = bytes.indexOf('\n');
  const header = /^([0-9a-f]+) (\w+) (\d+)$/.exec(bytes.toString('latin1', 0, end));
  if (header === null) return { object: null, rest: bytes.subarray(end + 1) };
  const [, id = '', type = '', size = ''] = header;
  const contentEnd = end + 1 + Number(size);
  const content = bytes.subarray(end + 1, contentEnd);
  return { object: { id, type, content }, rest: bytes.subarray(contentEnd + 1) };
}
