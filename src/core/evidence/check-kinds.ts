/**
 * What a run of commands is for. `baseline`, `candidate`, `restored` and `undone` are the verify commands on the base, on
 * the run's tree, on that tree with the base's tests and runner configuration put back, and on the base with the run's
 * tests; `baseline_canary` and `canary` have tests that must fail added to them, `sealed` the files of --sealed,
 * `sealed_altered` these with other expectations;
 * `mutation` alters the lines of the run's tree that differ from the base, one place at a time; `repeat` runs the files of
 * tests that pass now by themselves, `failing` does so where the functions that were changed fail or give back a constant.
 */
export const checkKinds = [
  'baseline',
  'baseline_canary',
  'candidate',
  'restored',
  'undone',
  'canary',
  'sealed',
  'sealed_altered',
  'mutation',
  'repeat',
  'failing',
] as const;
