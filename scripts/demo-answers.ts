import { coderOutput, plannerOutput, testerOutput, workItem } from '../test/support/role-outputs.ts';
import { finalJson, toolCalls } from '../test/support/scripted-answers.ts';
import { answers, type Script } from '../test/support/scripted-endpoint.ts';

/** What the demo's user asks for. */
export const demoTask =
  'split(1000, 3) gives 333 + 333 + 333: a cent is lost. Every cent must be handed out, and the shares must stay fair.';

/** No model was asked, so no tokens were used. */
const noUsage = null;

const shell = (command: string) =>
  toolCalls([{ name: 'shell', args: { command, timeout_ms: null } }], noUsage);
const patch = (text: string) => toolCalls([{ name: 'apply_patch', args: { patch: text } }], noUsage);

const firstPatch = `*** Begin Patch
*** Update File: src/split.js
@@
   const share = Math.floor(cents / people);
-  return Array.from({ length: people }, () => share);
+  const rest = cents - share * people;
+  return Array.from({ length: people }, (_, index) => (index === 0 ? share + rest : share));
 }
*** Update File: test/split.test.js
@@
 test('nobody to pay is an error', () => {
   assert.throws(() => split(1000, 0), RangeError);
 });
+
+test('every cent is handed out', () => {
+  for (const cents of [1000, 1001, 2000]) {
+    const sum = split(cents, 3).reduce((total, share) => total + share, 0);
+    assert.equal(sum, cents);
+  }
+});
*** End Patch`;

const secondPatch = `*** Begin Patch
*** Update File: src/split.js
@@
-  return Array.from({ length: people }, (_, index) => (index === 0 ? share + rest : share));
+  return Array.from({ length: people }, (_, index) => (index < rest ? share + 1 : share));
*** End Patch`;

/** The demo's story: a claim of success that is not true, refused, and then the true one. */
export const demoAnswers: Script = answers({
  planner: [
    shell('cat src/split.js test/split.test.js'),
    finalJson(
      plannerOutput({
        summary: 'split() drops the rest of the division. One item: hand it out.',
        done_flag: true,
        tasks: [
          workItem('hand-out-rest', {
            title: 'Hand out every cent',
            notes: 'The shares of split(1000, 3) add up to 1000; a test shows it; node --test passes.',
          }),
        ],
      }),
      noUsage,
    ),
    shell('node --test 2>&1 | grep "among"'),
    finalJson(
      plannerOutput({
        summary: 'The whole rest went to one person, so that shares are unfair. Spread it.',
        done_flag: true,
        tasks: [
          workItem('spread-rest', {
            title: 'Spread the rest, at most one cent for each person',
            notes: 'The verification failed: 2000 among 3 gave 668, 666, 666. node --test passes as a whole.',
          }),
        ],
      }),
      noUsage,
    ),
  ],
  coder: [
    patch(firstPatch),
    shell('node --test --test-name-pattern="every cent"'),
    finalJson(
      coderOutput({
        summary: 'Gave the rest to the first share; all tests pass.',
        changed_files: ['src/split.js', 'test/split.test.js'],
        completed_task_ids: ['hand-out-rest'],
      }),
      noUsage,
    ),
    patch(secondPatch),
    shell('node --test'),
    finalJson(
      coderOutput({
        summary: 'Spread the rest one cent at a time; the whole suite passes.',
        changed_files: ['src/split.js'],
        completed_task_ids: ['spread-rest'],
      }),
      noUsage,
    ),
  ],
  tester: [
    shell('node --test --test-name-pattern="every cent"'),
    finalJson(
      testerOutput({
        summary: 'All tests pass, the shares add up. Ready to ship.',
        test_command: 'node --test --test-name-pattern="every cent"',
      }),
      noUsage,
    ),
    shell('node --test'),
    finalJson(
      testerOutput({
        summary: 'The whole suite passes, shares add up and differ by a cent at most.',
        test_command: 'node --test',
      }),
      noUsage,
    ),
  ],
});
