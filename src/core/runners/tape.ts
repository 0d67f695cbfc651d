import { linesReport } from './hook-lines.ts';
import { namedAlone } from './named-alone.ts';
import { appended, assertions, failing, loaded, namedFile, unlinted } from './script-canary.ts';
import type { TestRunner } from './test-runner.ts';

/** Of the object that a test is given, each in a test of its own: none of them ends it. */
const checks =
  '[(t) => t.equal(1, 2), (t) => t.notEqual(1, 1), (t) => t.deepEqual([1], [2]), (t) => t.ok(0), (t) => t.notOk(1), (t) => t.throws(() => {}), (t) => t.fail()]';

export const tape = {
  name: 'tape',
  report: linesReport('tape'),
  altered: namedFile,
  canary: appended(
    (title, hash, file, rules) =>
      `\n${unlinted}\n// @ts-ignore\n;{ const tape = ${loaded('tape', file)};\nfor (const check of ${checks}) tape('${title}', (t) => { check(t); t.end(); });\ntape('${title}', (t) => { (async () => { ${failing(assertions(hash, rules))} })().then(() => t.end(), (error) => t.end(error)); }); }\n`,
  ),
  start: {
    words: [['tape']],
    valued: ['--require', '-r', '--ignore', '-i', '--ignore-pattern'],
    flags: ['--strict', '--only', '--no-only'],
    alone: namedAlone,
  },
  files: { stems: ['tape'], packages: [/^tape$/], fields: ['tape'] },
  words: ['tape'],
} as const satisfies TestRunner;
