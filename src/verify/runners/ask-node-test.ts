import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePlace } from '../ask-for-report/report-place.ts';

/** Whether this process runs tests of node:test itself: as `node --test`, or as a test file that was started alone. */
export function runsNodeTests(script: string | null): boolean {
  if (!knowsReporters() || process.env.NODE_TEST_CONTEXT !== undefined || process.channel != null)
    return false;
  if (process.execArgv.some((argument) => /^--(watch|inspect|prof|cpu-prof)/.test(argument))) return false;
  if (process.execArgv.some((argument) => argument === '--test')) return true;
  return script !== null && !/[\\/]node_modules[\\/]/.test(script) && namesNodeTest(script);
}

/** `--test-reporter` came with 18.15 and 19.6. */
function knowsReporters(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 19 || (major === 19 && minor >= 6) || (major === 18 && minor >= 15);
}

/** A program that starts test files by `run` of node:test is not one of them. */
function namesNodeTest(script: string): boolean {
  if (!/\.[cm]?[jt]sx?$/.test(script)) return false;
  const text = readFileSync(script, 'utf8');
  return /["'`]node:test["'`]/.test(text) && !/\brun\b[^;'"`]*["'`]node:test["'`]/.test(text);
}

/**
 * Starts the same command line once more with our reporter beside the others, and ends as that ends: node has read its
 * own options before this runs. `reporter` is the path of the file that holds it.
 */
export function askNodeTest(folder: string, reporter: string): void {
  const report = join(makePlace(folder, 'node:test'), 'report.jsonl');
  const given = [...process.execArgv, ...reportersBeside(process.execArgv)];
  const ours = [`--test-reporter=${reporter}`, `--test-reporter-destination=${report}`];
  // Loaded here alone: most processes start nothing.
  // biome-ignore lint/style/useNodejsImportProtocol: an old node doesn't know it
  const { spawnSync } = require('child_process') as typeof import('node:child_process');
  const child = spawnSync(process.execPath, [...given, ...ours, ...process.argv.slice(1)], {
    stdio: 'inherit',
    argv0: process.argv0,
  });
  if (child.error !== undefined) throw child.error;
  if (child.signal !== null) process.kill(process.pid, child.signal);
  process.exit(child.status ?? 1);
}

/** What the given options leave to node's own choice: with a second reporter it has to be said. */
function reportersBeside(given: readonly string[]): string[] {
  const count = (option: string) =>
    given.filter((argument) => argument === option || argument.startsWith(`${option}=`)).length;
  const reporters = count('--test-reporter');
  const destination = '--test-reporter-destination=stdout';
  if (reporters === 0) return [`--test-reporter=${usualReporter()}`, destination];
  return reporters === 1 && count('--test-reporter-destination') === 0 ? [destination] : [];
}

/** Node's own choice: up to version 22, TAP where no terminal reads it. */
function usualReporter(): string {
  const [major = 0] = process.versions.node.split('.').map(Number);
  return major >= 23 || process.stdout.isTTY ? 'spec' : 'tap';
}
