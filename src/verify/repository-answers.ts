import type { RepositoryFiles } from '../ports/base-files.ts';

/** A repository's files as pure code asks for them. */
export interface KnownFiles {
  names(folder: string): readonly string[];
  text(path: string): string | null;
  isOnDisk(path: string): boolean;
}

/** Asks until all that the question needs is known: what it has not been told yet is not there, and is looked up. */
export async function answered<Answer>(
  files: RepositoryFiles,
  question: (known: KnownFiles) => Answer,
): Promise<Answer> {
  const [names, texts, onDisk] = [
    lookUp<readonly string[]>([], files.names),
    lookUp<string | null>(null, files.text),
    lookUp(false, files.isOnDisk),
  ];
  while (true) {
    const answer = question({ names: names.ask, text: texts.ask, isOnDisk: onDisk.ask });
    const added = await Promise.all([names.fetch(), texts.fetch(), onDisk.fetch()]);
    if (added.every((count) => count === 0)) return answer;
  }
}

/** Remembers what it was asked and did not know, and finds that out when told to. */
function lookUp<Value>(unknown: Value, find: (key: string) => Promise<Value>) {
  const known = new Map<string, Value>();
  const missing = new Set<string>();
  return {
    ask(key: string): Value {
      if (!known.has(key)) missing.add(key);
      return known.get(key) ?? unknown;
    },
    async fetch(): Promise<number> {
      const keys = [...missing];
      missing.clear();
      const found = await Promise.all(keys.map(find));
      for (const [index, value] of found.entries()) known.set(keys[index] ?? '', value);
      return keys.length;
    },
  };
}
