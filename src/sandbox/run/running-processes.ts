import { readdirSync } from 'node:fs';
import { shellWord } from '../../core/text/shell-word.ts';
import { readProcessFile, readProcessStatus } from '../../system/process-status.ts';

/** More of a command line tells a reader nothing new. */
const longestLine = 200;

/** As many are named: the one that the command itself has started, and the last ones below it. */
const mostNamed = 3;

/**
 * The command lines of what runs at the end of a command: the process that its shell waits for, down to the youngest one
 * that has no child. `outermost` is the pid of the process that was started for the command. Empty where the shell itself
 * runs, and where the system has no /proc.
 */
export function runningProcesses(outermost: number, command: string): string[] {
  const children = childrenByParent();
  const leaf = leavesBelow(outermost, children)
    .map((path) => ({ path, startTime: readProcessStatus(path.at(-1) ?? 0)?.startTime ?? 0 }))
    .sort(
      (one, other) => one.startTime - other.startTime || (one.path.at(-1) ?? 0) - (other.path.at(-1) ?? 0),
    )
    .at(-1);
  const words = (leaf?.path ?? []).map(argumentsOf);
  const shell = words.findLastIndex((line) =>
    line.some((word, index) => word === command && line[index - 1] === '-c'),
  );
  const lines = (shell === -1 ? words.slice(-1) : words.slice(shell + 1))
    .map(lineOf)
    .filter((line) => line !== '');
  return lines.length > mostNamed ? [...lines.slice(0, 1), ...lines.slice(1 - mostNamed)] : lines;
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const pid of processIds()) {
    const status = readProcessStatus(pid);
    if (status === null || status.ended) continue;
    children.set(status.parent, [...(children.get(status.parent) ?? []), pid]);
  }
  return children;
}

function processIds(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The way to each process below the root that has no child, as pids from the root on. */
function leavesBelow(root: number, children: ReadonlyMap<number, readonly number[]>): number[][] {
  const found: number[][] = [];
  const open: number[][] = [[root]];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const next = children.get(path.at(-1) ?? 0) ?? [];
    if (next.length === 0) found.push(path);
    for (const pid of next) open.push([...path, pid]);
  }
  return found;
}

function argumentsOf(pid: number): string[] {
  const line = Buffer.from(readProcessFile(pid, 'cmdline'), 'latin1').toString('utf8');
  return line.replace(/\0+$/, '').split('\0');
}

function lineOf(words: readonly string[]): string {
  // A program that names itself in words has one word, which is no word of a shell.
  const line = words.length === 1 ? (words[0] ?? '') : words.map(shellWord).join(' ');
  const plain = line.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return plain.length > longestLine ? `${plain.slice(0, longestLine).toWellFormed()}...` : plain;
}
