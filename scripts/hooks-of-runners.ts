import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const source = join(import.meta.dirname, '../src/verify/runners');
const target = join(import.meta.dirname, '../dist/node_modules/ask-for-report');

/** A bundler plugin: puts what runners of other languages load beside node's hook, as it is. */
export function hooksOfRunners() {
  return {
    name: 'hooks-of-runners',
    async writeBundle() {
      const entries = await readdir(source, { recursive: true, withFileTypes: true });
      for (const entry of entries.filter(({ name }) => !name.endsWith('.ts'))) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile()) await cp(path, join(target, path.slice(source.length)));
      }
    },
  };
}
