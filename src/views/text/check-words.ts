import type { CheckKind } from '../../core/events.ts';

/** What the commands of a check run on. */
export const checkWords: Readonly<Record<CheckKind, string>> = {
  baseline: 'the base',
  baseline_canary: 'the base with tests that must fail',
  candidate: 'the result',
  restored: "the result with the base's tests put back",
  undone: 'the base with the new tests',
  canary: 'the result with tests that must fail',
  sealed: 'the result with the sealed checks',
  sealed_altered: 'the sealed checks, made to fail',
  repeat: 'the files of the tests that pass now, alone',
  failing: 'the result with changed functions that do nothing',
  mutation: 'the result with its changed lines altered',
};
