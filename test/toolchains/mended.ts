import { homedir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import { payloadsOf } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { type FinishedRun, fingerprintOf, git, playScript } from '../support/run-fixture.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';

/** A repository with a bug. */
export interface BrokenProject {
  repository: string;
  /** Folder in which the run is started; '' is the top. */
  folder: string;
  /** Each file with a bug, by its path from the top: its text with another bug, and without one. */
  files: Record<string, { stillBroken: string; mended: string }>;
  /** The commands that are found for this project. */
  commands: string[];
}

/** The program has a home of the test's own; toolchains that were installed below the user's are found by these. */
const toolchains = {
  RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(homedir(), '.rustup'),
  PYENV_ROOT: process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'),
};

const shell = (command: string) => toolCalls([{ name: 'shell', args: { command, timeout_ms: null } }]);
/** A call that writes these files. */
function writing(texts: [string, string][]) {
  return shell(texts.map(([file, text]) => `cat > ${file} <<'END_OF_FILE'\n${text}END_OF_FILE\n`).join(''));
}

/**
 * Plays a run that mends the bugs in its second iteration; in the first, everybody says so and it is not true.
 * Asserts that only the measured second one completes and is delivered, and that the checkout is left as it was.
 */
export async function expectMended(project: BrokenProject): Promise<FinishedRun> {
  const { repository, folder, files, commands } = project;
  const broken = writing(Object.entries(files).map(([file, { stillBroken }]) => [file, stillBroken]));
  const whole = writing(Object.entries(files).map(([file, { mended }]) => [file, mended]));
  const plan = finalJson(plannerOutput({ done_flag: true, tasks: [workItem('bug', { status: 'done' })] }));
  const done = finalJson(coderOutput());
  const passed = finalJson(testerOutput());
  const script = answers({
    planner: [plan, plan],
    coder: [broken, done, whole, done],
    tester: [passed, passed],
  });
  const before = fingerprintOf(repository, /^(\.git|node_modules|target)$/);
  const start = folder === '' ? repository : `${repository}/${folder}`;
  const run = await playScript(
    start,
    script,
    ['--task', 'Mend the bug.', '--max-iterations', '2'],
    toolchains,
  );

  expect(run.stderr).toBe('');
  expect(payloadsOf(run.events, 'loop_started')[0]?.options.verify).toEqual(commands);
  const [first, second] = payloadsOf(run.events, 'verification_result');
  expect(first, outputOfCandidate(run, 1)).toMatchObject({ iteration: 1, verdict: 'refused' });
  expect(second, outputOfCandidate(run, 2)).toMatchObject({
    iteration: 2,
    verdict: 'verified',
    reasons: [],
  });
  expect(run.exitCode).toBe(0);
  expect(run.summary).toMatchObject({
    stop_reason: 'completion_gates_met',
    artifacts: Object.keys(files).toSorted(),
  });
  for (const [file, { mended }] of Object.entries(files)) {
    expect(git(repository, 'show', `${run.summary.branch}:${file}`)).toBe(mended.trim());
  }
  expect(fingerprintOf(repository, /^(\.git|node_modules|target)$/)).toEqual(before);
  return run;
}

/** The output of the first verification, which failed. */
export function outputOfFailure(run: FinishedRun): string {
  return outputOfCandidate(run, 1);
}

function outputOfCandidate(run: FinishedRun, iteration: number): string {
  const checks = payloadsOf(run.events, 'check_result').filter(
    (result) => result.iteration === iteration && result.check === 'candidate',
  );
  return stripVTControlCharacters(
    checks
      .flatMap(({ runs }) => runs.flat())
      .map(({ output }) => output)
      .join('\n'),
  );
}
