import { scriptNamed } from '../protected/package-scripts.ts';
import { shellWord } from '../text/shell-word.ts';
import { type Runner, runnerTable } from './runner-table.ts';
import type { CanaryPlace, RunnerStart } from './test-runner.ts';

/** A shell line that ends by starting one known runner, in parts. */
export interface DirectStart {
  runner: Runner;
  /** The commands before it, joined by `&&`; '' for none. */
  earlier: string;
  /** What starts it, with its launcher and variables. */
  before: string;
  /** Its arguments as they were written. */
  args: readonly string[];
  start: RunnerStart;
}

/**
 * The known runner that a command starts in plain sight, be it by one of the given scripts; null where it is
 * more than that, so that nobody can say what else has written a report.
 */
export function directStart(command: string, scripts: PackageScripts): DirectStart | null {
  return startIn(command, scripts, 0);
}

/** The scripts of a package.json by their names. */
export type PackageScripts = Readonly<Record<string, string>>;

/** Scripts that start one another lead nowhere. */
const deepest = 5;

function startIn(command: string, scripts: PackageScripts, depth: number): DirectStart | null {
  const parts = command.trim().split(/\s+&&\s+/);
  const last = parts.pop() ?? '';
  const words = wordsOf(last);
  if (words === null || depth > deepest || !parts.every(makesReady)) return null;
  const earlier = parts.join(' && ');
  const called = parts.some((part) => part.startsWith('cd ')) ? null : scriptNamed(words.map(plain));
  if (called !== null) {
    const script = scripts[called.name];
    const found = script === undefined ? null : startIn(script, scripts, depth + 1);
    if (found === null) return null;
    const before = found.before.startsWith(ownPrograms) ? found.before : `${ownPrograms} ${found.before}`;
    const own = [scriptBefore(scripts, called.name), found.earlier].filter((text) => text !== '');
    // What a script starts before its tests is found as npm finds it, too.
    const ready = [earlier, ...(own.length > 0 ? [`export ${ownPrograms}`] : []), ...own]
      .filter((text) => text !== '')
      .join(' && ');
    return { ...found, earlier: ready, before, args: [...found.args, ...called.args] };
  }
  return runnerIn(words, earlier);
}

/** As npm does for a script. */
const ownPrograms = 'PATH="$PWD/node_modules/.bin:$PATH"';

/** What package managers run before a script of that name, such as `pretest`: often it makes files that the tests load. */
function scriptBefore(scripts: PackageScripts, name: string): string {
  const text = scripts[`pre${name}`]?.trim() ?? '';
  return text === '' ? '' : `sh -c ${shellWord(text)}`;
}

function runnerIn(words: readonly string[], earlier: string): DirectStart | null {
  const at = afterLaunchers(words.map(plain));
  for (const { name, start } of runnerTable) {
    for (const [program, ...needed] of start?.words ?? []) {
      if (start === undefined || programName(plain(words[at] ?? '')) !== program) continue;
      const args = withoutNeeded(words.slice(at + 1), needed);
      if (args === null) continue;
      const before = [...words.slice(0, at + 1), ...needed].join(' ');
      return { runner: name, earlier, before, args, start };
    }
  }
  return null;
}

/** What is left of the arguments but for those that must be there: the first, or options anywhere before a file. */
function withoutNeeded(args: readonly string[], needed: readonly string[]): string[] | null {
  return needed.reduce<string[] | null>(
    (rest, word) => {
      const at = rest?.findIndex((arg) => plain(arg) === word) ?? -1;
      const isMeant = word.startsWith('-')
        ? rest?.slice(0, at).every((arg) => arg.startsWith('-'))
        : at === 0;
      return rest === null || at < 0 || !isMeant ? null : rest.toSpliced(at, 1);
    },
    [...args],
  );
}

/** Words that a shell leaves as they are, but for the files that a pattern names; null where it may do more. */
function wordsOf(line: string): string[] | null {
  const word = /\s*((?:[^\s"'\\;&|<>()$`#!]|'[^']*'|"[^"$`\\!]*")+)/y;
  const words: string[] = [];
  for (let at = 0; at < line.length; at = word.lastIndex) {
    word.lastIndex = at;
    const [, found] = word.exec(line) ?? [];
    if (found === undefined) return line.slice(at).trim() === '' ? words : null;
    words.push(found);
  }
  return words;
}

const plain = (word: string) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2');

/** A program by its name alone, or from where a package manager puts programs; a file of the tree could be anything. */
function programName(word: string): string {
  const [, name] = /^(?:\.\/)?(?:node_modules\/\.bin|vendor\/bin)\/([\w.-]+)$/.exec(word) ?? [];
  const [, absolute] = /^\/(?:[\w.+-]+\/)+([\w.-]+)$/.exec(word) ?? [];
  return name ?? absolute ?? word;
}

/** What may stand before a runner, so that the rest of the line is its own. */
const launchers: readonly RegExp[] = [
  /^\w+=\S* /,
  /^(env|cross-env|time|c8|nyc) /,
  /^npx (-y |--yes |--no |--no-install )*/,
  /^(npm|pnpm|yarn|bun) (exec|x) (-- )?/,
  /^(pnpm|yarn|bunx) (?=\w)/,
  /^(uv|poetry|pipenv|hatch|pdm) run /,
  /^bundle exec /,
  /^coverage run -m /,
  /^\S*python[\d.]* -m /,
];

/** How many of the words launch the one behind them. */
function afterLaunchers(words: readonly string[]): number {
  let at = 0;
  for (;;) {
    const rest = `${words.slice(at).join(' ')} `;
    const found = launchers.map((one) => one.exec(rest)?.[0] ?? '').find((text) => text !== '');
    if (found === undefined) return at;
    at += found.trim().split(' ').length;
  }
}

/** What makes ready for tests, and has no report of its own. */
const makesReady = (part: string): boolean =>
  wordsOf(part) !== null &&
  /^(cd [^-]|(npm|pnpm|yarn|bun) (ci|install|i|run build)\b|(npx )?tsc\b|pip3? install |(cargo|go) (build|vet)\b|set -e)/.test(
    part,
  );

/**
 * The line that runs the tests of these files alone, as reports name them; null where it can't be told how.
 */
export function aloneCommand(
  { earlier, before, args, start }: DirectStart,
  files: readonly string[],
  place: CanaryPlace,
): string | null {
  const kept = withoutFiles(args, start);
  const named = files.map((file) => start.alone?.(file, place) ?? null);
  if (kept === null || named.length === 0 || named.some((words) => words === null)) return null;
  // An option stands before each of its values, so that no word goes by itself.
  const own = [...new Set(named.map((words) => words?.join(' ')))];
  const line = [before, ...kept, ...(start.aloneOptions ?? []), ...own].join(' ');
  return earlier === '' ? line : `${earlier} && ${line}`;
}

/** The arguments but for the files that they name; null where a word may be either a file or an option's value. */
function withoutFiles(args: readonly string[], { valued = [], flags = [] }: RunnerStart): string[] | null {
  const kept: string[] = [];
  let mayBeValue = false;
  let isValue = false;
  for (const word of args) {
    const text = plain(word);
    const isOption = text.startsWith('-');
    if (text === '--' || (mayBeValue && !isOption && !isValue)) return null;
    if (isOption || isValue) kept.push(word);
    mayBeValue = !isValue && isOption && !text.includes('=') && !flags.includes(text);
    isValue = !isValue && valued.includes(text);
  }
  return kept;
}
