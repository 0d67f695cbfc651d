import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { logPathOf, payloadsOf, readEvents, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  playScript,
  repositoryWith,
  runArguments,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson, hang, httpError } from '../support/scripted-answers.ts';
import { always, answers } from '../support/scripted-endpoint.ts';
import { patch } from '../support/tool-answers.ts';

const plan = finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));
const blocked = finalJson(plannerOutput({ tasks: [workItem('sum', { status: 'blocked' })] }));
const idle = { coder: [always(finalJson(coderOutput()))], tester: [always(finalJson(testerOutput()))] };

const mending = () =>
  answers({
    planner: [plan],
    coder: [patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))],
    tester: [finalJson(testerOutput())],
  });
const standingStill = () => answers({ planner: [always(plan)], ...idle });

const expensive = () =>
  answers({ ...idle, planner: [finalJson(plannerOutput(), { input_tokens: 200_000, output_tokens: 1000 })] });

const blockedTwice = () => answers({ planner: [always(blocked)], ...idle });

/** The last line, what makes a run end so, and the event and the exit code that must tell the same. */
const outcomes = [
  ['completed: all gates met', mending, [], 'loop_completed', 0],
  ['completed: all gates met, unverified', mending, ['--evidence', 'claimed'], 'loop_completed', 0],
  ['stopped: max iterations reached (1)', standingStill, ['--max-iterations', '1'], 'loop_stopped', 3],
  ['stopped: no progress in 2 iterations in a row', standingStill, [], 'loop_stopped', 3],
  ['stopped: every open work item is blocked', blockedTwice, [], 'loop_stopped', 3],
  [
    'stopped: token budget exhausted (201,000 used, too few left for another model call)',
    expensive,
    ['--max-tokens', '200_000'],
    'loop_stopped',
    3,
  ],
  [
    'stopped: cost budget exhausted ($0.20 spent, too little left for another model call)',
    expensive,
    ['--max-cost', '0.2'],
    'loop_stopped',
    3,
  ],
  ['stopped: time limit reached', () => hang, ['--max-time', '1s'], 'loop_stopped', 3],
  ['failed: 3 iterations in a row failed', () => () => httpError(400), [], 'loop_failed', 1],
] as const;

describe('closing event, exit code and summary agree', () => {
  test.each(outcomes)('%s', async (line, script, args, event, exitCode) => {
    const repository = await repositoryWith(sumProject);
    const common = ['--task', 'Mend the sum.', '--verify', 'sh check.sh', ...args];

    const json = await playScript(repository, script(), common);
    expect(json.names.at(-1)).toBe(event);
    expect(json.exitCode).toBe(exitCode);
    expect(event).toBe(`loop_${json.summary.phase}`);
    expect(json.stderr).toBe('');

    const home = await temporaryFolder();
    const endpoint = await endpointFor(script());
    const text = await runProgram({
      args: runArguments(repository, endpoint.baseUrl, common),
      folder: repository,
      home,
    });
    expect(text.exitCode).toBe(exitCode);
    const lines = text.stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toBe(line);
    expect(lines[0]).toBe(line);
    expect(text.stderr).toContain(line);

    const [runId = ''] = await readdir(join(home, 'runs'));
    const events = await readEvents(logPathOf(home, runId));
    expect(events.at(-1)?.event).toBe(event);
    const { usage: _usage, branch, ...told } = payloadsOf(events, event)[0] ?? json.summary;
    expect(branch).toBe(json.summary.branch && `proofloop/${runId}`);
    const errors = told.errors.map((error) => error.replace(endpoint.baseUrl, json.endpoint.baseUrl));
    expect(json.summary).toMatchObject({ ...told, errors, run_id: json.summary.run_id });
  });
});
