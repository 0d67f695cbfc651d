import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const folder = resolve(import.meta.dirname, '../docs/decisions');

interface Decision {
  number: number;
  title: string;
  file: string;
  /** File of the decision that has taken its place; null for none. */
  supersededBy: string | null;
}

/** What a decision's own file says of it. */
function decisionOf(file: string, text: string): Decision {
  const [, number = '', title = ''] = /^# (\d+)\. (.+)\n/.exec(text) ?? expect.fail(`${file} has no heading`);
  const supersededBy = /^Superseded by \[decision \d+\]\(([^)]+)\)/m.exec(text)?.[1] ?? null;
  return { number: Number(number), title, file, supersededBy };
}

/** The rows that the index must have for these decisions. */
function rowsFor(decisions: readonly Decision[]): string[] {
  return decisions.map(({ number, title, file, supersededBy }) => {
    const later = decisions.find((other) => other.file === supersededBy);
    return `| ${number} | [${title}](${file}) | ${later ? `[${later.number}](${later.file})` : '-'} |`;
  });
}

const files = (await readdir(folder)).filter((name) => name !== 'README.md').sort();
const decisions = await Promise.all(
  files.map(async (file) => decisionOf(file, await readFile(join(folder, file), 'utf8'))),
);

describe('the index of decisions', () => {
  test('has a row for each, with its number, its title and what has taken its place', async () => {
    const index = await readFile(join(folder, 'README.md'), 'utf8');
    expect(index.split('\n').filter((line) => /^\| \d/.test(line))).toEqual(rowsFor(decisions));
  });

  test('would have to name a later decision that an earlier one points to', () => {
    const earlier = decisionOf('0001-a.md', '# 1. A\n\nSuperseded by [decision 2](0002-b.md): because.\n');
    const later = decisionOf('0002-b.md', '# 2. B\n');
    expect(rowsFor([earlier, later])).toEqual([
      '| 1 | [A](0001-a.md) | [2](0002-b.md) |',
      '| 2 | [B](0002-b.md) | - |',
    ]);
  });
});

test.each(decisions)('$file bears its number once, and points to a later decision', (decision) => {
  expect(Number(decision.file.slice(0, 4))).toBe(decision.number);
  expect(decisions.filter(({ number }) => number === decision.number)).toHaveLength(1);
  if (decision.supersededBy !== null) {
    expect(decisions.find(({ file }) => file === decision.supersededBy)?.number).toBeGreaterThan(
      decision.number,
    );
  }
});
