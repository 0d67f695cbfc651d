import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** By these below the home, version managers know which version their stand-ins start. */
const versionFiles = [
  '.tool-versions',
  '.config/mise/config.toml',
  '.config/mise.toml',
  '.mise.toml',
  'mise.toml',
];

/** Tables of mise that name versions and where they come from; others hold variables, which may be secret. */
const plainTables = /^(tools|settings|alias|tool_alias|plugins)\b/;

const secretText = /key|token|secret|password|:\/\/[^\s/]*@/i;

/** The paths of those that are there and hold versions alone. */
export function findVersionFiles(home: string): string[] {
  return versionFiles.map((name) => join(home, name)).filter((path) => namesVersionsAlone(textAt(path)));
}

function namesVersionsAlone(text: string | null): boolean {
  if (text === null || secretText.test(text)) return false;
  const tables = [...text.matchAll(/^\s*\[+\s*([^\]\n]*)/gm)].map(([, name = '']) => name.trim());
  return tables.every((name) => plainTables.test(name));
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
