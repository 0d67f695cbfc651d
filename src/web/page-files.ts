import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PageFiles } from './routes.ts';

/** The page as it was built, which lies beside the program. */
export interface BuiltPage {
  document: string;
  script: string;
  style: string;
}

/** Reads the page's three files. */
export async function readBuiltPage(): Promise<BuiltPage> {
  const read = (name: string) => readFile(fileURLToPath(new URL(`./page/${name}`, import.meta.url)), 'utf8');
  const [document, script, style] = await Promise.all([read('page.html'), read('page.js'), read('page.css')]);
  return { document, script, style };
}

/** What the page's server gives for each path. */
export function pageFilesOf({ document, script, style }: BuiltPage): PageFiles {
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', text: document }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', text: script }],
    ['/page.css', { type: 'text/css; charset=utf-8', text: style }],
  ]);
}
