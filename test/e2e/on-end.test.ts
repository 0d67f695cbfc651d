import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { plannerOutput } from '../support/role-outputs.ts';
import {
  playScript,
  repositoryWith,
  sumProject,
  temporaryFolder,
  writeFiles,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { always, answers } from '../support/scripted-endpoint.ts';

const script = answers({ planner: [always(finalJson(plannerOutput()))] });
const args = ['--task', 'x', '--max-iterations', '1', '--evidence', 'claimed', '--sandbox', 'off'];

test('the command of --on-end is told how the run ended, and changes nothing about it', async () => {
  const out = join(await temporaryFolder(), 'told');
  const command = `printf '%s\\n' "$PROOFLOOP_RUN" "$PROOFLOOP_OUTCOME" "$PROOFLOOP_REASON" > ${out}; cat "$PROOFLOOP_SUMMARY" >> ${out}; echo said; exit 7`;
  const run = await playScript(await repositoryWith(sumProject), script, [...args, '--on-end', command]);
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toContain('said\nwarning: the command of --on-end ended with 7; the run is as it was\n');
  const [runId, outcome, reason, ...summary] = (await readFile(out, 'utf8')).split('\n');
  expect([runId, outcome, reason]).toEqual([run.summary.run_id, 'stopped', 'max_iterations_reached']);
  expect(JSON.parse(summary.join('\n'))).toEqual(run.summary);
  // Neither in the log nor in what a log can bring to another machine.
  expect(JSON.stringify(run.events)).not.toContain('PROOFLOOP_OUTCOME');
});

test("it may stand in the user's configuration, and never in the repository's", async () => {
  const [folder, home] = [await temporaryFolder(), await temporaryFolder()];
  const out = join(folder, 'told');
  const config = join(home, 'config');
  writeFiles(config, { 'proofloop/config.json': JSON.stringify({ onEnd: `echo user > ${out}` }) });
  const environment = { XDG_CONFIG_HOME: config };
  const repository = await repositoryWith(sumProject);
  const first = await playScript(repository, script, args, environment);
  expect(first.exitCode).toBe(3);
  expect(await readFile(out, 'utf8')).toBe('user\n');
  const resumed = await runProgram({
    args: ['resume', 'latest', '--max-iterations', '2', '--on-end', `echo resumed > ${out}`],
    folder: repository,
    home: first.home,
    environment,
  });
  expect(resumed.exitCode).toBe(3);
  expect(await readFile(out, 'utf8')).toBe('resumed\n');

  const hostile = await repositoryWith({
    ...sumProject,
    'proofloop.config.json': JSON.stringify({ onEnd: `echo repository > ${out}` }),
  });
  const refused = await playScript(hostile, script, args).catch((error: Error) => error);
  expect(String(refused instanceof Error ? refused : refused.stderr)).not.toContain('ended');
  expect(await readFile(out, 'utf8')).toBe('resumed\n');
});
