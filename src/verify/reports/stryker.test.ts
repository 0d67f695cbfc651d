import { expect, test } from 'vitest';
import { readStrykerJson } from '../../core/runners/stryker.ts';
import { joinReports } from './join-reports.ts';

const at = (line: number, column: number, endLine: number, endColumn: number) => ({
  start: { line, column },
  end: { line: endLine, column: endColumn },
});

const mutant = (status: string, location = at(1, 1, 1, 2), replacement = 'b') => ({
  id: '0',
  mutatorName: 'X',
  replacement,
  status,
  location,
});

const report = (source: string, ...mutants: object[]) =>
  JSON.stringify({ schemaVersion: '1.0', thresholds: {}, files: { 'src/a.js': { source, mutants } } });

const places = { root: '/shop', folder: '/shop' };
const idsOf = (text: string) =>
  joinReports([{ runner: 'stryker', ...readStrykerJson(text, '/shop') }], [], '', places);

test('a mutant has passed where something noticed it, and failed where nothing did', () => {
  const text = report(
    'abcdefg',
    ...['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'CompileError', 'RuntimeError'].map(
      (status, index) => mutant(status, at(1, index + 1, 1, index + 2)),
    ),
  );
  expect(idsOf(text)).toEqual({
    runner: 'stryker',
    passed: ['src/a.js > 1:1 X: a -> b', 'src/a.js > 1:2 X: b -> b'],
    failed: ['src/a.js > 1:3 X: c -> b', 'src/a.js > 1:4 X: d -> b'],
    skipped: ['src/a.js > 1:5 X: e -> b', 'src/a.js > 1:6 X: f -> b', 'src/a.js > 1:7 X: g -> b'],
    reports: 1,
    problems: [],
  });
});

test('what was altered is told on one line, a long text by its ends', () => {
  const source = `const f = (a) => {\r\n  return a;\r\n};\n'${'x'.repeat(100)}y';\n`;
  const text = report(
    source,
    mutant('Survived', at(1, 18, 3, 2), '{}'),
    mutant('Survived', at(4, 1, 4, 104), '""'),
  );
  expect(idsOf(text)?.failed).toEqual([
    'src/a.js > 1:18 X: { return a; } -> {}',
    `src/a.js > 4:1 X: '${'x'.repeat(37)}... ${'x'.repeat(36)}y' -> ""`,
  ]);
});

test('a place outside of the source is told without its text', () => {
  expect(idsOf(report('a', mutant('Survived', at(7, 3, 9, 1))))?.failed).toEqual(['src/a.js > 7:3 X:  -> b']);
});

test.each([
  ['an outcome that is not known', report('a', mutant('Lost'))],
  ['no source', JSON.stringify({ schemaVersion: '1.0', files: { 'a.js': { mutants: [] } } })],
  ['no files', JSON.stringify({ schemaVersion: '1.0' })],
  ['a place before the first line', report('a', mutant('Killed', at(0, 1, 1, 1)))],
  ['another form', '[]'],
])('with %s it is malformed', (_, text) => {
  expect(readStrykerJson(text, '/shop')).toMatchObject({
    results: [],
    problems: ['the report of stryker is cut off or malformed'],
  });
});

test('a mutant that still waits is a problem', () => {
  expect(readStrykerJson(report('a', mutant('Killed'), mutant('Pending')), '/shop')).toMatchObject({
    results: [{ outcome: 'passed' }],
    problems: ['the report of stryker has mutants without an outcome'],
  });
});
