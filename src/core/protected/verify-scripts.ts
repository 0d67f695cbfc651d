import { runnerTable } from '../runners/runner-table.ts';
import { withoutByteOrderMark } from '../text/byte-order-mark.ts';
import { joinPath, nameOf } from './path-parts.ts';
import { isProgramEntry, judges, programEntries } from './program-entry.ts';
import { type SimpleCommand, simpleCommands } from './shell-words.ts';

/** The text of a file of the base, by its path below the top; null where it has no such file. */
export type ReadBase = (path: string) => string | null;

/**
 * The files of the base that the verify commands are written in: scripts that they run, and files that they give to an
 * option as its configuration, also by way of package.json scripts and of shell scripts that call others. Arguments of
 * other programs are no such files, nor is what a script imports, nor the program itself where something else judges it.
 */
export function verifyScripts(commands: readonly string[], folder: string, read: ReadBase): Set<string> {
  const found = new Set<string>();
  const packages = readPackages(read);
  const known = new Set<string>();
  const open: ShellText[] = [];
  const follow = (text: ShellText) => {
    if (known.has(text.name)) return;
    known.add(text.name);
    open.push(text);
  };
  for (const command of commands) follow({ name: `${folder}\0${command}`, text: command, folder });
  for (let shell = open.pop(); shell !== undefined; shell = open.pop()) {
    const inShell = simpleCommands(shell.text);
    const judging = new Set(inShell.filter(judges));
    for (const command of inShell) {
      const place = placeOf(command, shell.folder);
      if (place === null) continue;
      const isJudgedBeside = judging.size > (judging.has(command) ? 1 : 0);
      for (const named of namedFiles(command)) {
        const path = joinPath(place, named);
        const content = path === null ? null : read(path);
        if (path === null || content === null) continue;
        if (isProgramEntry(path, packages(place).entries, isJudgedBeside)) continue;
        found.add(path);
        // Many a script goes to its own folder first.
        if (isShellScript(path, content))
          for (const at of [place, folderOf(path)])
            follow({ name: `${at}\0\0${path}`, text: content, folder: at });
      }
      for (const script of packageScripts(command, place, packages)) follow(script);
      const inner = innerShell(command.words);
      if (inner !== null) follow({ name: `${place}\0${inner}`, text: inner, folder: place });
    }
  }
  return found;
}

/** A text that a shell runs in a folder, and what tells it from every other one. */
interface ShellText {
  name: string;
  text: string;
  folder: string;
}

/** The package.json of a folder, read once: what it delivers, and its scripts (null for none). */
type Packages = (folder: string) => { entries: ReadonlySet<string>; scripts: Record<string, unknown> | null };

function readPackages(read: ReadBase): Packages {
  const known = new Map<string, ReturnType<Packages>>();
  return (folder) => {
    const earlier = known.get(folder);
    if (earlier !== undefined) return earlier;
    const text = read(folder === '' ? 'package.json' : `${folder}/package.json`);
    const here = {
      entries: programEntries({ folder, text }),
      scripts: text === null ? null : scriptsOf(text),
    };
    known.set(folder, here);
    return here;
  };
}

function placeOf({ folder }: SimpleCommand, from: string): string | null {
  return folder === null || /(^|\/)\//.test(folder) ? null : joinPath(from, folder);
}

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

const isShellScript = (path: string, text: string) =>
  /\.(sh|bash|zsh|ksh)$/.test(path) || /^#!.*\b(ba|da|z|k)?sh\b/.test(text);

/** What follows the name of a test runner is what it runs. */
const runnerWords = runnerTable.flatMap(({ words = [] }) => words);
/** Programs that run another command, which follows them. */
const wrappers =
  /^(env|time|timeout|nice|exec|command|sudo|xvfb-run|cross-env|dotenv|npx|bunx|pnpx|uvx|c8|nyc|then|do|else|if|while|!)$/;
const interpreters = new RegExp(
  `^(sh|bash|zsh|dash|ksh|source|\\.|node|nodejs|deno|bun|tsx|ts-node|babel-node|python[\\d.]*|pypy3?|ruby|perl|php|Rscript|lua|make|${runnerWords.join('|')})$`,
);
/** Words between a program and the script that it runs: `deno run x.ts`, `uv run python x.py`. */
const subcommands = /^(run|exec|test|dlx|--|-A|[\d.]+[smh]?)$/;
/** Options whose value a runner loads or is configured by. */
const fileOption =
  /^(-c|-C|-r|-f|-p|-s|--(config|config-file|configfile|rcfile|require|import|loader|experimental-loader|setup|setup-file|file|makefile|justfile|project|preset|env-file|globalSetup|global-setup|test-reporter|reporter|settings|confcutdir))$/;

function namedFiles({ words }: SimpleCommand): string[] {
  const named: string[] = [];
  let isScriptNext = true;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [option = '', value] = word.split(/=(.*)/s);
    if (word.startsWith('-')) {
      if (fileOption.test(option)) named.push(value ?? words[at + 1] ?? '');
      if (value === undefined && takesValue(option)) at += 1;
      continue;
    }
    if (!isScriptNext || /^\w+=/.test(word)) continue;
    const program = nameOf(word);
    if (wrappers.test(program) || interpreters.test(program) || (at > 0 && subcommands.test(word))) {
      // `./env` is a script of the repository's own, whatever its name.
      if (word.includes('/')) named.push(word);
      continue;
    }
    if (/^(poetry|uv|pipenv|hatch|rye|pdm|bundle|npm|pnpm|yarn|corepack)$/.test(program)) continue;
    named.push(word);
    isScriptNext = false;
  }
  return named.filter((word) => word !== '' && !word.startsWith('/'));
}

/** Options of interpreters that would hide the script which follows their value. */
const takesValue = (option: string) => /^(-r|-m|-W|-X|-O|--(import|require|loader|env-file))$/.test(option);

/** The shell line in `sh -c "..."`. */
function innerShell(words: readonly string[]): string | null {
  const at = words.findIndex((word) => /^-\w*c$/.test(word));
  const shell = words.slice(0, at).some((word) => /^(ba|da|z|k)?sh$/.test(nameOf(word)));
  return at > 0 && shell ? (words[at + 1] ?? null) : null;
}

/** The package.json scripts that a command runs, hooks included, each with its folder. */
function packageScripts({ words }: SimpleCommand, folder: string, packages: Packages): ShellText[] {
  const manager = words.findIndex((word) => /^(npm|pnpm|yarn|bun|node)$/.test(word));
  if (manager < 0) return [];
  const prefix = optionValue(words, /^(--prefix|--cwd|--dir|-C)$/);
  const place = prefix === null ? folder : joinPath(folder, prefix);
  const scripts = place === null ? null : packages(place).scripts;
  if (place === null || scripts === null) return [];
  const named = words.slice(manager + 1).map((word) => word.replace(/^--run=/, ''));
  const names = named.flatMap((word) => (word === 't' || word === 'tst' ? ['test'] : [word]));
  return names
    .flatMap((name) => [`pre${name}`, name, `post${name}`])
    .flatMap((name) => {
      const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
      return typeof script === 'string'
        ? [{ name: `${place}\0\0\0${name}`, text: script, folder: place }]
        : [];
    });
}

function optionValue(words: readonly string[], option: RegExp): string | null {
  for (const [index, word] of words.entries()) {
    const [name = '', value] = word.split(/=(.*)/s);
    if (option.test(name)) return value ?? words[index + 1] ?? null;
  }
  return null;
}

function scriptsOf(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(withoutByteOrderMark(text)) as { scripts?: unknown } | null;
    return typeof value?.scripts === 'object' && value.scripts !== null
      ? (value.scripts as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
