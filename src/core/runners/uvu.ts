import { linesReport } from './hook-lines.ts';
import { appended, assertions, failing, loaded, namedFile, unlinted } from './script-canary.ts';
import type { TestRunner } from './test-runner.ts';

/** A module has uvu twice then: only one of the two may start the tests. */
const asserts =
  "[() => assert.ok(false), () => assert.is(1, 2), () => assert.equal([1], [2]), () => assert.is.not(1, 1), () => assert.match('a', /b/), () => assert.throws(() => {}), () => assert.unreachable()]";

export const uvu = {
  name: 'uvu',
  report: linesReport('uvu'),
  printedCounts: (lines) => {
    const line = lines.findLast((one) => /^ {2}Passed: +\d{1,7}$/.test(one));
    return line === undefined ? null : { passed: Number(line.slice('  Passed:'.length)), failed: null };
  },
  altered: namedFile,
  canary: appended(
    (title, hash, file, rules) =>
      `\n${unlinted}\n// @ts-ignore\n;{ const isScript = typeof require === 'function';\nconst { UVU_DEFER } = globalThis;\nglobalThis.UVU_DEFER ||= !isScript;\nconst own = ${loaded('uvu', file)}.suite('');\nglobalThis.UVU_DEFER = UVU_DEFER;\nown('${title}', async () => { const assert = isScript ? require('uvu/assert') : await import('uvu/assert'); ${failing(`[...${asserts}, ...${assertions(hash, rules)}]`)} });\nown.run(); }\n`,
  ),
  start: { words: [['uvu']] },
  files: { packages: [/^uvu$/], fields: ['uvu'] },
  words: ['uvu'],
  program: 'uvu',
} as const satisfies TestRunner;
