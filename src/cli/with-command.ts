import { nearestOf } from '../core/text/nearest-name.ts';

/** What the arguments after the program's name come to: those of a command, or why there is none. */
export type Meant = { arguments: string[] } | { problem: string };

/**
 * `proofloop --task ...` is short for `proofloop run --task ...`, and so is a first argument that holds a blank: it is the
 * task. Without any argument the demo plays where no key is set, since nothing else can be done yet, and the help is
 * shown where one is.
 */
export function withCommand(
  commandLine: readonly string[],
  commands: readonly string[],
  hasKey: boolean,
): Meant {
  const [first, ...rest] = commandLine;
  if (first === undefined) return { arguments: hasKey ? [] : ['demo'] };
  if (first.trim() === '')
    return { problem: 'the task is empty; say what is to be done: proofloop "Fix the bug"' };
  if (isTask(first)) return { arguments: ['run', `--task=${first}`, ...rest] };
  if (first.startsWith('-')) {
    const ownOption = ['-h', '--help', '-V', '--version'].includes(first);
    return { arguments: ownOption ? [...commandLine] : ['run', ...commandLine] };
  }
  if (commands.includes(first) || first === 'help') return { arguments: [...commandLine] };
  const nearest = nearestOf(first, commands) ?? 'run';
  return {
    problem:
      `there is no command "${first}"; the nearest is "${nearest}", and "proofloop --help" lists all. ` +
      'A task is given in quotes: proofloop "Fix the bug"',
  };
}

/** Words with a blank between them; an option with its value in one argument is a slip, not a task. */
function isTask(argument: string): boolean {
  return /\S\s+\S/.test(argument) && !/^--?[A-Za-z]/.test(argument);
}
