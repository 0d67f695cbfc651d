import { readFile } from 'node:fs/promises';

/** A bundler plugin: importing a `.md` file gives its text, so that prompts stay plain text files. */
export function markdownAsText() {
  return {
    name: 'markdown-as-text',
    async load(id: string) {
      if (!id.endsWith('.md')) return null;
      return {
        code: `export default ${JSON.stringify(await readFile(id, 'utf8'))};`,
        moduleType: 'js' as const,
      };
    },
  };
}
