import { expect, test } from 'vitest';
import { startListener } from '../support/listener.ts';
import { payloadsOf } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { playScript, repositoryWith, temporaryFolder } from '../support/run-fixture.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';

const shell = (command: string) => toolCalls([{ name: 'shell', args: { command, timeout_ms: null } }]);

/** What a project runs to set itself up: a script behind a script, and Python's own. */
const project = {
  '.gitignore': 'vendor\n',
  'package.json': JSON.stringify({ name: 'app', scripts: { bootstrap: 'bash tools/bootstrap.sh' } }),
  'tools/bootstrap.sh': 'set -e\n. tools/lib.sh\nmake_folder\n',
  'tools/lib.sh': 'make_folder() { mkdir -p vendor; cp requirements.txt vendor/; }\n',
  'setup.py': 'import os\nos.makedirs("vendor", exist_ok=True)\n',
  'requirements.txt': '1\n',
  'check.sh': 'diff requirements.txt vendor/requirements.txt\n',
};
const setup = ['--setup', 'npm run bootstrap', '--setup', 'python3 setup.py'];
const changedCode = ['package.json', 'setup.py', 'tools/bootstrap.sh', 'tools/lib.sh'];

test('nothing that the coder wrote runs with the network of setup, and a person is told', async () => {
  const { port, hits } = await startListener();
  const connect = `: < /dev/tcp/127.0.0.1/${port} || true`;
  const attack = [
    `echo '${connect}' >> tools/lib.sh`,
    `echo '${connect}' >> tools/bootstrap.sh`,
    `echo 'os.system("bash -c \\"${connect}\\"")' >> setup.py`,
    `sed -i 's#"bash tools#"bash -c \\\\"${connect}\\\\"; bash tools#' package.json`,
    'echo 2 > requirements.txt',
  ].join('; ');
  const play = async (...allowed: string[]) => {
    const script = answers({
      planner: [finalJson(plannerOutput({ done_flag: true, tasks: [workItem('a')] }))],
      coder: [shell(attack), finalJson(coderOutput({ completed_task_ids: ['a'] }))],
      tester: [shell('true'), finalJson(testerOutput())],
    });
    const options = ['--sandbox', 'auto', '--max-iterations', '1', '--verify', 'sh check.sh', ...setup];
    const allow = allowed.flatMap((path) => ['--allow-changes', path]);
    return playScript(await repositoryWith(project), script, ['--task', 'x', ...options, ...allow], {
      HOME: await temporaryFolder(),
    });
  };

  const run = await play();
  expect(run.stderr).not.toContain('error');
  const setups = payloadsOf(run.events, 'setup_result');
  expect(setups.map(({ commands }) => commands.map(({ exit_code }) => exit_code))).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(hits()).toBe(0);
  const [verdict] = payloadsOf(run.events, 'verification_result');
  expect(verdict).toMatchObject({
    verdict: 'refused',
    reviewable: true,
    // What the manifest says about dependencies is there, or the check would have failed.
    commands: [{ exit_code: 0 }],
    protected_changes: changedCode.map((path) => ({ path, change: 'modified' })),
  });
  for (const path of changedCode) expect(verdict?.reasons.join()).toContain(path);

  // Neither does a pattern that happens to match give setup a file.
  await play('**');
  expect(hits()).toBe(0);
  // Control: the user gives setup the changed files, each by its name.
  await play(...changedCode);
  expect(hits()).toBe(4);
});
