import { expect, test } from 'vitest';
import { unknownVariables } from './unknown-variables.ts';

test.each([
  ['PROOFLOOP_MAX_COSTS', 'PROOFLOOP_MAX_COST'],
  ['PROOFLOOP_MAXCOST', 'PROOFLOOP_MAX_COST'],
  ['PROOFLOOP_MODLE', 'PROOFLOOP_MODEL'],
  ['PROOFLOOP_HOM', 'PROOFLOOP_HOME'],
])('%s is a slip for %s', (name, meant) => {
  expect(unknownVariables({ [name]: '5' })).toEqual({
    errors: [`${name} is no setting; ${meant} is one, and was probably meant`],
    warnings: [],
  });
});

test('any other name is a warning', () => {
  expect(unknownVariables({ PROOFLOOP_FAVOURITE_COLOUR: 'blue' })).toEqual({
    errors: [],
    warnings: ['PROOFLOOP_FAVOURITE_COLOUR is no setting of proofloop, and has no effect'],
  });
  expect(unknownVariables({ PROOFLOOP_TASK: 'x' }).warnings).toEqual([
    'PROOFLOOP_TASK has no effect: this is given on the command line, as --task',
  ]);
});

test('settings, what belongs to other parts, what is empty and what is not ours pass', () => {
  const environment = {
    PROOFLOOP_MAX_COST: '5',
    PROOFLOOP_HOME: '/home',
    PROOFLOOP_DATABASE_URL: 'postgres://localhost/runs',
    PROOFLOOP_RUN: 'r',
    PROOFLOOP_OUTCOME: 'completed',
    PROOFLOOP_REASON: 'x',
    PROOFLOOP_SUMMARY: '/tmp/summary.json',
    PROOFLOOP_MAX_COSTS: '',
    PROOFLOOPS: '1',
  };
  expect(unknownVariables(environment)).toEqual({ errors: [], warnings: [] });
});
