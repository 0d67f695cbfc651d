import type { Runner } from '../../core/test-report.ts';
import type { Counts } from './report.ts';

/** What a runner's last lines on the terminal say; null where there are none. `output` has no control sequences. */
export function printedCounts(runner: Runner, output: string): Counts | null {
  const lines = output.slice(-tailCharacters).split(/\r?\n/);
  if (runner === 'vitest' || runner === 'jest') {
    const label = runner === 'jest' ? /^Tests: +\d/ : /^ *Tests {2}\d/;
    const line = lines.findLast((one) => label.test(one)) ?? '';
    return line === '' ? null : { passed: sum(line, 'passed', 'expected fail'), failed: sum(line, 'failed') };
  }
  if (runner === 'pytest') {
    const line = lines.findLast((one) => /(^|=) ?\d+ \w+.* in [\d.]+s/.test(one)) ?? '';
    return line === '' ? null : { passed: sum(line, 'passed', 'xpassed'), failed: sum(line, 'failed') };
  }
  if (runner === 'mocha') {
    const at = lines.findLastIndex((one) => /^ *\d+ passing \(/.test(one));
    if (at === -1) return null;
    const failing = lines.slice(at).find((one) => /^ *\d+ failing$/.test(one)) ?? '';
    return { passed: sum(lines[at] ?? '', 'passing'), failed: sum(failing, 'failing') };
  }
  if (runner === 'node:test') {
    const line = lines.findLast((one) => /^(ℹ|#) pass \d+$/.test(one));
    return line === undefined ? null : { passed: Number(/\d+/.exec(line)?.[0]), failed: null };
  }
  return null;
}

/** Summaries stand at the end, but long failures can stand behind them. */
const tailCharacters = 1024 * 1024;

function sum(line: string, ...words: string[]): number {
  const found = words.map((word) => new RegExp(`(\\d+) ${word}\\b`).exec(line)?.[1]);
  return found.reduce((total, number) => total + Number(number ?? 0), 0);
}
