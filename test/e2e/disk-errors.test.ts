import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsOf, logPathOf, payloadsOf, readEvents, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  repositoryWith,
  runArguments,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch } from '../support/tool-answers.ts';

const script = stepwise({
  planner: [[finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))]],
  coder: [[patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
  tester: [[finalJson(testerOutput())]],
});

/** Has this system call fail with EIO from its n-th time on, and notes each in a file. */
function failing(systemCall: string, from: number, trace: string): string[] {
  const inject = `inject=${systemCall}:error=EIO:when=${from}+`;
  return ['strace', '--follow-forks', `--trace=${systemCall}`, '-e', inject, `--output=${trace}`];
}

test('a failed sync of the log ends the program, is not tried again, and leaves a log to be resumed', async () => {
  const repository = await repositoryWith(sumProject);
  const home = await temporaryFolder();
  const trace = join(await temporaryFolder(), 'trace');
  const endpoint = await endpointFor(script);
  const result = await runProgram({
    args: runArguments(repository, endpoint.baseUrl, [
      '--json',
      ...['--task', 'Mend the sum.', '--verify', 'sh check.sh'],
    ]),
    folder: repository,
    home,
    prefix: failing('fdatasync', 10, trace),
    // The count is of each thread.
    environment: { UV_THREADPOOL_SIZE: '1' },
  });

  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(
    /^error: The log .*loop\.jsonl could not be synced \(EIO: .*\)\. Whether its last line is on disk is unknown; resume the run when the disk is in order\.\n.*proofloop resume/m,
  );
  const failures = (await readFile(trace, 'utf8')).match(/EIO/g);
  expect(failures).toHaveLength(1);
  const printed = eventsOf(result.stdout);
  expect(printed.length).toBeGreaterThan(5);

  const [runId = ''] = await readdir(join(home, 'runs'));
  const resumed = await runProgram({ args: ['resume', runId, '--json'], folder: repository, home });
  expect(resumed.exitCode).toBe(0);
  const events = await readEvents(logPathOf(home, runId));
  expect(payloadsOf(events, 'loop_completed')[0]?.artifacts).toEqual(['sum.sh']);
  expect(events.slice(0, printed.length)).toEqual(printed);
});
