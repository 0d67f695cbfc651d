import { expect, test } from 'vitest';
import { toldConditions } from './package-conditions.ts';

const written = (fields: object) => JSON.stringify({ name: 'sums', ...fields }, null, 2);
const conditions = { development: './added.js', default: './subtracted.js' };
const told = (fields: object, base: object | null = {}) =>
  toldConditions(base === null ? null : written(base), written(fields)).map(({ line, target }) => [
    line,
    target,
  ]);

test('a condition that test tools ask for is told where it leads to another file', () => {
  expect(told({ imports: { '#sum': conditions } })).toEqual([[5, './added.js']]);
  expect(told({ exports: conditions }, null)).toEqual([[4, './added.js']]);
  expect(told({ exports: { '.': { import: { module: './a.js', default: './b.js' } } } })).toEqual([
    [6, './a.js'],
  ]);
});

test.each([
  [{ exports: { import: './a.mjs', require: './a.cjs', types: './a.d.ts', default: './a.mjs' } }],
  [{ exports: { development: './a.js', default: './a.js' } }],
  [{ exports: './a.js', scripts: { development: './a.js' } }],
  [{ exports: { types: './a.d.ts', module: './a.js', default: './a.js' } }],
])('what leads everybody to the same, or by the kind of module, is not told: %j', (fields) => {
  expect(told(fields)).toEqual([]);
});

test('what the base has is not told, nor what no JSON says', () => {
  expect(told({ exports: conditions, version: '2.0.0' }, { exports: conditions })).toEqual([]);
  expect(toldConditions(null, '{')).toEqual([]);
});
