import { simpleCommands } from '../protected/shell-words.ts';

/** Commands whose end says nothing of what stands before them: what is missing there may be meant to be. */
const tolerant = /\|\||(^|[\s;&|(])(if|while|until|!|command|type|which|hash)\s/;

const isAssignment = (word: string) => /^[A-Za-z_]\w*=/.test(word);

/**
 * The program that a shell text starts first, where that can be told without running it: a bare name that is looked up
 * on the search path. Null for a path, which may be a file of the repository, and wherever the text is less plain.
 */
export function firstProgram(command: string): string | null {
  const [first] = simpleCommands(command);
  if (first === undefined || tolerant.test(command)) return null;
  const word = first.words.find((candidate) => !isAssignment(candidate));
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
  const folder = first?.folder ?? null;
  if (folder === null) return null;
  return folder === '' ? script : `${folder}/${script}`;
}

/** What a command needs of the repository to start at all, as paths below the folder it runs in, or a script of npm's. */
export interface NeededFile {
  path: string;
  /** The script of the manifest at `path`; null for the file itself. */
  script: string | null;
}

/** The file, the installed program or the script of a manifest that a command starts first; null where none can be told. */
export function neededFile(command: string): NeededFile | null {
  const [first] = simpleCommands(command);
  if (first === undefined || first.folder === null || tolerant.test(command)) return null;
  const { words, folder } = first;
  const from = words.findIndex((word) => !isAssignment(word));
  const [program = '', verb = '', name = ''] = from < 0 ? [] : words.slice(from);
  const below = (path: string) => `${folder === '' ? '' : `${folder}/`}${path.replace(/^(\.\/)+/, '')}`;
  if (['npm', 'pnpm', 'yarn'].includes(program) && /^(test|t|run|run-script)$/.test(verb)) {
    const script = /^run/.test(verb) ? name : 'test';
    return /^[\w:.-]+$/.test(script) ? { path: below('package.json'), script } : null;
  }
  if (/^[\w.][\w./-]*$/.test(program) && program.includes('/')) return { path: below(program), script: null };
  const path = scriptOf(command);
  return path === null ? null : { path, script: null };
}
