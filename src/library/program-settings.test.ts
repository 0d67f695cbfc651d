import { expect, expectTypeOf, test } from 'vitest';
import {
  commandLineKeys,
  forPrograms,
  judgeKeys,
  type ProgramSettings,
  resumableKeys,
} from '../core/settings/settings.ts';
import { callKeys } from './caller.ts';
import { givenSettings } from './given-options.ts';
import type { JudgeCall } from './judge.ts';
import type { StartOptions } from './new-run.ts';
import type { ResumeOptions } from './resumed-run.ts';

test('the types of the options follow the table of settings', () => {
  expectTypeOf<StartOptions['maxIterations']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<StartOptions['maxTime']>().toEqualTypeOf<number | string | undefined>();
  expectTypeOf<StartOptions['verify']>().toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf<StartOptions['evidence']>().toEqualTypeOf<'claimed' | 'verified' | 'proven' | undefined>();
  expectTypeOf<StartOptions['apply']>().toEqualTypeOf<boolean | undefined>();
  expectTypeOf<
    Extract<'json' | 'dryRun' | 'onEnd' | 'progress' | 'protect' | 'idleTimeout', keyof StartOptions>
  >().toBeNever();
  expectTypeOf<Extract<'task' | 'model' | 'sandbox', keyof ResumeOptions>>().toBeNever();
  expectTypeOf<ResumeOptions['evidence']>().toEqualTypeOf<StartOptions['evidence']>();
  expectTypeOf<Extract<'task' | 'maxIterations' | 'apply', keyof JudgeCall>>().toBeNever();
  expectTypeOf<JudgeCall['verify']>().toEqualTypeOf<readonly string[] | undefined>();
});

test('no setting has the name of another option of a call', () => {
  const others = [...callKeys, 'note', 'base', 'head', 'onEvent'];
  expect(commandLineKeys.filter((key) => others.includes(key))).toEqual([]);
});

test.each([
  ['startRun', commandLineKeys],
  ['resumeRun', resumableKeys],
  ['judge', judgeKeys],
])('%s takes the settings of its command, but for what is about the terminal', (name, keys) => {
  const signature = { name, settings: keys, others: [] };
  const terminal = ['dryRun', 'onEnd', 'json', 'progress'];
  for (const key of keys) {
    const call = () => givenSettings({ [key]: 'x' }, signature);
    if (terminal.includes(key)) expect(call).toThrow(`no option "${key}"`);
    else expect(call()).toEqual({ [key]: 'x' });
  }
  expect(forPrograms(keys)).toEqual(keys.filter((key) => !terminal.includes(key)));
});

test('a value is taken as it would be written', () => {
  const given: ProgramSettings = { maxIterations: 3, maxTime: '90s', apply: false, verify: ['a', 'b'] };
  const signature = { name: 'startRun', settings: commandLineKeys, others: [] };
  expect(givenSettings({ ...given, task: undefined, signal: null }, signature)).toEqual({
    maxIterations: '3',
    maxTime: '90s',
    apply: false,
    verify: ['a', 'b'],
  });
  expect(() => givenSettings({ maxIteration: 3 }, signature)).toThrow('the nearest is "maxIterations"');
  expect(() => givenSettings({ verify: [1] }, signature)).toThrow('verify must be');
});
