import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Summary } from '../../src/core/summary-schema.ts';
import { eventsOf, logPathOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { type FinishedRun, playScript, repositoryWith, sumProject } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import type { Script } from '../support/scripted-endpoint.ts';
import { shell } from '../support/tool-answers.ts';

const secret = 'sk-canary-7351-abcdef';
const told = `Mend the sum, and use ${secret} where asked.`;
const toldCommand = `sh check.sh ${secret}`;
const unaware = { OPENAI_API_KEY: 'another-key-altogether' };

/** Looks around and mends nothing, in each iteration. */
const idle: Script = ({ role, iteration, step }) => {
  if (role === 'planner') {
    return finalJson(plannerOutput({ done_flag: true, tasks: iteration === 1 ? [workItem('sum')] : [] }));
  }
  if (role === 'tester') return finalJson(testerOutput());
  return step === 1 ? shell('ls') : finalJson(coderOutput({ summary: `Looked ${iteration} times.` }));
};

type Environment = Record<string, string>;

/** What one process has written to a log and sent to the endpoint. */
interface Traces {
  log: string;
  requests: string;
}

async function firstIteration(
  [task, command]: readonly [string, string],
  environment: Environment,
): Promise<FinishedRun & { folder: string }> {
  const folder = await repositoryWith(sumProject);
  const args = ['--task', task, '--verify', command, '--max-iterations', '1'];
  const run = await playScript(folder, idle, args, environment);
  expect(run.summary).toMatchObject({ phase: 'stopped', stop_reason: 'max_iterations_reached' });
  return { ...run, folder };
}

const sent = (requests: FinishedRun['endpoint']['requests']) =>
  JSON.stringify(requests.map(({ body }) => body));

/** Goes on with a run for one more iteration by a command; the log is what that has added, or all of a new log. */
async function goOn(
  run: FinishedRun & { folder: string },
  command: readonly string[],
  environment: Environment,
): Promise<Traces> {
  const before = run.endpoint.requests.length;
  const ownLog = logPathOf(run.home, run.summary.run_id);
  const earlier = await readFile(ownLog, 'utf8');
  const result = await runProgram({
    args: [...command, '--max-iterations', '2', '--json'],
    folder: run.folder,
    home: run.home,
    environment,
  });
  const summary = eventsOf(result.stdout).at(-1)?.payload as Summary;
  expect(summary, result.stderr).toMatchObject({ phase: 'stopped', iteration: 2 });
  const requests = run.endpoint.requests.slice(before);
  expect(requests.length).toBeGreaterThan(2);
  const log = await readFile(logPathOf(run.home, summary.run_id), 'utf8');
  return {
    log: summary.run_id === run.summary.run_id ? log.slice(earlier.length) : log,
    requests: sent(requests),
  };
}

/** Each way by which a process can come to write a secret that a person has put into a text. */
const writers: Record<string, (environment: Environment) => Promise<Traces>> = {
  async 'the start of a run'(environment) {
    const run = await firstIteration([told, toldCommand], environment);
    const log = await readFile(logPathOf(run.home, run.summary.run_id), 'utf8');
    return { log, requests: sent(run.endpoint.requests) };
  },
  async 'a resume with other commands'(environment) {
    const command = ['resume', 'latest', '--verify', toldCommand];
    return goOn(await firstIteration(['Mend the sum.', 'sh check.sh'], environment), command, environment);
  },
  async 'a fork with a note'(environment) {
    const command = ['fork', 'latest', '--at', '1', '--note', told];
    return goOn(await firstIteration(['Mend the sum.', 'sh check.sh'], environment), command, environment);
  },
  async 'a resume of what was written without knowing it'(environment) {
    return goOn(await firstIteration([told, toldCommand], unaware), ['resume', 'latest'], environment);
  },
  async 'a fork of what was written without knowing it'(environment) {
    return goOn(
      await firstIteration([told, toldCommand], unaware),
      ['fork', 'latest', '--at', '1'],
      environment,
    );
  },
};

describe.each(Object.entries(writers))('%s', (_, write) => {
  test('puts a known secret neither into the log nor into a request', async () => {
    const { log, requests } = await write({ OPENAI_API_KEY: secret });
    expect(log).not.toContain(secret);
    expect(requests).not.toContain(secret);
    expect(requests).toContain('[redacted]');
  });

  test('puts the same text into both where it is no secret', async () => {
    const { log, requests } = await write(unaware);
    expect(log).toContain(secret);
    expect(requests).toContain(secret);
  });
});

test('a replay says where a run no longer follows from lines that an earlier process wrote', async () => {
  const run = await firstIteration([told, toldCommand], unaware);
  await goOn(run, ['resume', 'latest'], { OPENAI_API_KEY: secret });
  const replayed = await runProgram({ args: ['replay', 'latest'], folder: run.folder, home: run.home });
  expect(replayed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('diverged at event') });
});
