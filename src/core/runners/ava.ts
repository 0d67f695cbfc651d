import { linesReport } from './hook-lines.ts';
import { namedAlone } from './named-alone.ts';
import { appended, assertions, failing, namedFile, unlinted } from './script-canary.ts';
import type { TestRunner } from './test-runner.ts';

/** Of the object that a test is given: one that does not fail its test lets it pass. */
const checks =
  '[(t) => t.is(1, 2), (t) => t.deepEqual([1], [2]), (t) => t.true(false), (t) => t.truthy(0), (t) => t.throws(() => {}), (t) => t.fail()]';

/** An assertion of AVA fails its test without being caught, so each is asked in an attempt of its own. */
const eachFails = `for (const check of ${checks}) { const attempt = await t.try((inner) => { try { check(inner); } catch {} }); attempt.discard(); if (attempt.passed) { t.pass(); return; } }`;

export const ava = {
  name: 'ava',
  report: linesReport('ava'),
  printedCounts: (lines) => {
    const count = (word: string) => {
      const line = lines.findLast((one) => new RegExp(`^ *\\d{1,6} tests? ${word}$`).test(one));
      return line === undefined ? null : Number.parseInt(line, 10);
    };
    const passed = count('passed');
    return passed === null ? null : { passed, failed: null };
  },
  altered: namedFile,
  canary: appended(
    (title, hash, file, rules) =>
      `\n${unlinted}\n;${file.endsWith('.cjs') ? `const ava_${hash} = require('ava')` : `import ava_${hash} from 'ava'`};\nava_${hash}('${title}', async (t) => { ${eachFails} ${failing(assertions(hash, rules))} });\n`,
  ),
  start: { words: [['ava']], alone: namedAlone },
  files: {
    stems: ['ava'],
    packages: [/^ava$|^@ava\//],
    fields: ['ava'],
  },
  words: ['ava'],
  program: 'ava',
} as const satisfies TestRunner;
