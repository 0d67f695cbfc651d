import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { copyPackage } from '../support/copy-packages.ts';
import { playsAll } from '../support/drawn.ts';
import { payloadsOf } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { playScript, repositoryWith } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';
import { shell } from '../support/tool-answers.ts';

/** Some systems' own node is too old for the runner. */
const node = resolve(import.meta.dirname, '../../node_modules/node/bin');
const environment = { PATH: `${node}:${process.env.PATH}` };

const files = {
  '.gitignore': 'node_modules\n',
  'package.json': '{ "name": "shop", "type": "module", "scripts": { "test": "vitest run" } }\n',
  'sum.js': 'export const sum = (a, b) => a - b;\n',
  'test/sum.test.js': `import { expect, test } from 'vitest';
import { sum } from '../sum.js';
test('adds', () => expect(sum(2, 3)).toBe(5));
test('is a function', () => expect(sum).toBeTypeOf('function'));
`,
};

/** A coder that mends the sum only in its second iteration. */
function mendedAtLast() {
  const plan = finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum', { status: 'done' })] }));
  const done = finalJson(coderOutput());
  const passed = finalJson(testerOutput());
  return answers({
    planner: [plan, plan],
    coder: [
      shell('echo "// mended" >> sum.js'),
      done,
      shell("echo 'export const sum = (a, b) => a + b;' > sum.js"),
      done,
    ],
    tester: [shell('npm test; ls /run/proofloop/reports/*'), passed, passed],
  });
}

const sandboxes: [string, number][] = [
  ['auto', 2],
  ['off', 1],
];

test.each(playsAll ? sandboxes : sandboxes.slice(0, 1))(
  'a verification tells of each test behind npm, with --sandbox %s',
  async (sandbox, iterations) => {
    const repository = await repositoryWith(files);
    copyPackage('vitest', repository, 'vitest.mjs');
    const limits = ['--max-iterations', String(iterations), '--sandbox', sandbox];
    const args = ['--task', 'Mend.', '--verify', 'npm test', ...limits];
    const run = await playScript(repository, mendedAtLast(), args, environment);
    const candidates = payloadsOf(run.events, 'check_result').filter(({ check }) => check === 'candidate');
    const [first, second] = candidates.map(({ runs }) => runs[0]?.[0]);
    expect(first?.tests, first?.output).toEqual({
      runner: 'vitest',
      reports: 1,
      problems: [],
      passed: ['test/sum.test.js > is a function'],
      failed: ['test/sum.test.js > adds'],
      skipped: [],
    });
    expect(candidates.length > 1).toBe(iterations > 1);
    if (iterations > 1)
      expect(second?.tests).toMatchObject({
        passed: ['test/sum.test.js > adds', 'test/sum.test.js > is a function'],
        failed: [],
        problems: [],
      });
    expect((second ?? first)?.output).not.toContain('report');
    // In a sandbox the tester's own test run is asked for a report too, so that it can't tell the one from the other.
    const seenByTester = payloadsOf(run.events, 'tool_result').find(({ role }) => role === 'tester')?.output;
    if (sandbox === 'auto') expect(seenByTester).toMatch(/\nasked\.json\nreport\.json\n/);
    else expect(seenByTester).not.toContain('report.json');
  },
);
