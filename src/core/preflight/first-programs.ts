import { simpleCommands } from '../protected/shell-words.ts';

/** Commands whose end says nothing of what stands before them: what is missing there may be meant to be. */
const tolerant = /\|\||(^|[\s;&|(])(if|while|until|!|command|type|which|hash)\s/;

/**
 * The program that a shell text starts first, where that can be told without running it: a bare name that is looked up
 * on the search path. Null for a path, which may be a file of the repository, and wherever the text is less plain.
 */
export function firstProgram(command: string): string | null {
  const [first] = simpleCommands(command);
  if (first === undefined || tolerant.test(command)) return null;
  const word = first.words.find((candidate) => !/^[A-Za-z_]\w*=/.test(candidate));
  return word !== undefined && /^[A-Za-z0-9][\w.+-]*$/.test(word) ? word : null;
}

/** What `npm` itself has to know, by the names that most commands of a repository begin with. */
const commonNpmCommands = [
  'test',
  't',
  'tst',
  'run',
  'run-script',
  'start',
  'ci',
  'install',
  'i',
  'exec',
  'x',
];

/** The word after `npm` that npm has to be asked about, as it may be no command of its own; null for none. */
export function doubtfulNpmCommand(command: string): string | null {
  const [first] = simpleCommands(command);
  const [program, word] = first?.words ?? [];
  if (program !== 'npm' || word === undefined || !/^[a-z][\w-]*$/.test(word)) return null;
  return commonNpmCommands.includes(word) ? null : word;
}

const interpreters = ['sh', 'bash', 'dash', 'node', 'python', 'python3', 'ruby', 'perl'];

/** The script that a command hands to an interpreter, as a path below the folder it runs in; null for none. */
export function scriptOf(command: string): string | null {
  const [first] = simpleCommands(command);
  const [program = '', script] = first?.words ?? [];
  if (!interpreters.includes(program) || script === undefined) return null;
  if (/^[-/]|[$*?]/.test(script)) return null;
  return [...(first?.folder ?? []), script].join('/');
}
