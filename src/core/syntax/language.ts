import { alterPhp, alterRuby } from './alter-calls.ts';
import { alterCpp } from './alter-cpp.ts';
import { alterCsharp } from './alter-csharp.ts';
import { alterGo } from './alter-go.ts';
import { alterJava } from './alter-java.ts';
import { alterJavaScript, alterTypeScript } from './alter-javascript.ts';
import { alterPython } from './alter-python.ts';
import { alterRust } from './alter-rust.ts';
import type { AlteredFile } from './altered-test.ts';
import type { OtherValues } from './other-value.ts';
import type { ParsedFile } from './syntax-node.ts';

/** The grammars that files are parsed by. */
export type Grammar =
  | 'javascript'
  | 'typescript'
  | 'tsx'
  | 'python'
  | 'go'
  | 'rust'
  | 'java'
  | 'cpp'
  | 'c-sharp'
  | 'ruby'
  | 'php';

/** All that is done with the test files of one language: a next one is a file with such a function, and its row here. */
interface Language {
  grammar: Grammar;
  extensions: readonly string[];
  alter: (file: ParsedFile, values: OtherValues, path: string) => AlteredFile;
}

const languages: readonly Language[] = [
  { grammar: 'javascript', extensions: ['js', 'mjs', 'cjs', 'jsx'], alter: alterJavaScript },
  { grammar: 'typescript', extensions: ['ts', 'mts', 'cts'], alter: alterTypeScript },
  { grammar: 'tsx', extensions: ['tsx'], alter: alterTypeScript },
  { grammar: 'python', extensions: ['py'], alter: alterPython },
  { grammar: 'go', extensions: ['go'], alter: alterGo },
  { grammar: 'rust', extensions: ['rs'], alter: alterRust },
  { grammar: 'java', extensions: ['java'], alter: alterJava },
  { grammar: 'cpp', extensions: ['c', 'cc', 'cpp', 'cxx'], alter: alterCpp },
  { grammar: 'c-sharp', extensions: ['cs'], alter: alterCsharp },
  { grammar: 'ruby', extensions: ['rb'], alter: alterRuby },
  { grammar: 'php', extensions: ['php'], alter: alterPhp },
];

/** Null for a file in a language that is not known. */
export function languageOf(path: string): Language | null {
  const extension = /\.(\w+)$/.exec(path)?.[1] ?? '';
  return languages.find(({ extensions }) => extensions.includes(extension)) ?? null;
}
