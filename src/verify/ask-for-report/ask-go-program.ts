import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type GoEvent, goTestArguments, goText } from '../../core/runners/go-text.ts';
import { folderForReports, makePlace } from './report-place.ts';

/**
 * Started in the place of `go test`: runs it, keeps what it tells of each test as a report, and prints what it would have
 * printed by itself, package by package. Arguments: what NODE_OPTIONS was, the path of go, and those of `go test`.
 */
const [options = '', go = 'go', ...given] = process.argv.slice(2);
if (options !== '') process.env.NODE_OPTIONS = options;
const folder = folderForReports();
const asking = goTestArguments(given);
if (folder === null || asking === null) runAsGiven();
else runAsked(join(makePlace(folder, 'go'), 'report.jsonl'), asking.args, asking.isVerbose);

function runAsGiven(): void {
  const { status, signal } = spawnSync(go, ['test', ...given], { stdio: 'inherit' });
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = status ?? 1;
}

function runAsked(report: string, args: readonly string[], isVerbose: boolean): void {
  const child = spawn(go, ['test', ...args], { stdio: ['inherit', 'pipe', 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const open = new Map<string, GoEvent[]>();
  const show = (lines: readonly (GoEvent | string)[]) => {
    process.stdout.write(goText(lines, isVerbose));
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    appendFileSync(report, `${line}\n`);
    const event = eventIn(line);
    if (event?.Package === undefined) return show([event ?? `${line}\n`]);
    const lines = open.get(event.Package) ?? [];
    lines.push(event);
    open.set(event.Package, lines);
    if (event.Test !== undefined || !/^(pass|fail|skip)$/.test(event.Action)) return;
    show(lines);
    open.delete(event.Package);
  });
  child.on('error', (error) => {
    process.stderr.write(`go: ${error.message}\n`);
    process.exitCode = 127;
  });
  child.on('close', (code, signal) => {
    for (const lines of open.values()) show(lines);
    // Whatever ends this program before has left a report that is cut off.
    appendFileSync(report, '{"Action":"end"}\n');
    process.exitCode = code ?? 1;
    if (signal !== null) process.stderr.write(`signal: ${signal}\n`);
  });
}

/** Null for a line that a tool beside go has printed. */
function eventIn(line: string): GoEvent | null {
  if (!line.startsWith('{')) return null;
  try {
    const value: GoEvent = JSON.parse(line);
    return typeof value.Action === 'string' ? value : null;
  } catch {
    return null;
  }
}
