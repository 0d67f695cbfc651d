import { spawn } from 'node:child_process';
import { type GitPlace, gitCommand } from './run-git.ts';

export interface GitObject {
  id: string;
  type: string;
  content: Buffer;
}

/** Reads objects by any name that git knows, one after another, from one git process. */
export interface ObjectReader {
  /** Null where there is nothing of that name. Rejects where git can't be started or breaks off. */
  read(name: string): Promise<GitObject | null>;
  /** Ends the process; what is still being read rejects. */
  close(): void;
}

/** Opens the place's objects; git is started at once. */
export function openObjects(place: GitPlace): ObjectReader {
  const { args, options } = gitCommand(place, ['cat-file', '--batch']);
  const child = spawn('git', args, { ...options, stdio: ['pipe', 'pipe', 'ignore'] });
  let pending: Buffer = Buffer.alloc(0);
  const waiting: PromiseWithResolvers<GitObject | null>[] = [];
  let failure: Error | null = null;
  const fail = (error: Error) => {
    failure ??= error;
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  child.on('error', (error) => fail(new Error(`Git could not be started (${error.message}).`)));
  child.on('close', () => fail(new Error('Git has ended before it had read everything.')));
  child.stdin.on('error', () => {});
  child.stdout.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const answer = takeAnswer(pending);
      if (answer === null) return;
      pending = answer.rest;
      waiting.shift()?.resolve(answer.object);
    }
  });
  return {
    read(name) {
      if (failure !== null) return Promise.reject(failure);
      // Git is asked line by line.
      if (name.includes('\n')) return Promise.resolve(null);
      const answer = Promise.withResolvers<GitObject | null>();
      waiting.push(answer);
      child.stdin.write(`${name}\n`);
      return answer.promise;
    },
    close: () => child.stdin.end(),
  };
}

/** The first answer in the bytes, and what follows it; null where it is not whole yet. */
function takeAnswer(bytes: Buffer): { object: GitObject | null; rest: Buffer } | null {
  const end = bytes.indexOf('\n');
  if (end < 0) return null;
  const header = /^([0-9a-f]+) (\w+) (\d+)$/.exec(bytes.toString('latin1', 0, end));
  if (header === null) return { object: null, rest: bytes.subarray(end + 1) };
  const [, id = '', type = '', size = ''] = header;
  const contentEnd = end + 1 + Number(size);
  if (bytes.length < contentEnd + 1) return null;
  const content = bytes.subarray(end + 1, contentEnd);
  return { object: { id, type, content }, rest: bytes.subarray(contentEnd + 1) };
}
