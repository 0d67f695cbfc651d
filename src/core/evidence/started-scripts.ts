import { scriptNamed } from '../protected/package-scripts.ts';
import type { PackageScripts } from '../runners/direct-start.ts';

const interpreters = /^(?:\/(?:[\w.+-]+\/)+)?(?:node|bun|deno|python[\d.]*|sh|bash|dash|ruby|perl)$/;
/** Options that take the next word. */
const valued = /^(?:--import|--require|-r|-W|-X|-I|--loader|--env-file)$/;
const isScript = (word: string) => /^(?:\.\/)?[\w@+-][\w./@+-]*\.\w+$/.test(word) && !word.includes('..');

/** Scripts that start one another lead nowhere. */
const deepest = 5;

/**
 * The scripts that a command starts so that it fails where they do, paths below the folder in which it runs: those of
 * `node check.js`, or of `npm test` with that behind it. None where a shell could do anything else with how they end.
 */
export function startedScripts(command: string, scripts: PackageScripts): string[] {
  return scriptsIn(command, scripts, 0);
}

function scriptsIn(command: string, scripts: PackageScripts, depth: number): string[] {
  const parts = command.trim().split(/\s+&&\s+/);
  if (depth > deepest || parts.some((part) => /[|;&<>()$`"'\\#!\n*]/.test(part) || part.startsWith('cd ')))
    return [];
  return parts.flatMap((part) => {
    const words = part.split(/\s+/);
    const called = scriptNamed(words);
    if (called !== null) return scriptsIn(scripts[called.name] ?? '', scripts, depth + 1);
    const [program = '', ...rest] = words;
    const word = interpreters.test(program) ? firstFile(rest) : program.startsWith('./') ? program : '';
    return isScript(word) ? [word.replace(/^\.\//, '')] : [];
  });
}

function firstFile(words: readonly string[]): string {
  const at = words.findIndex(
    (word, index) => !word.startsWith('-') && word !== 'run' && !valued.test(words[index - 1] ?? ''),
  );
  // What is evaluated, or a module by its name, is no script.
  return words.slice(0, at).some((word) => /^(?:-e|-c|-m|-p|--eval|--print|--test)$/.test(word))
    ? ''
    : (words[at] ?? '');
}
