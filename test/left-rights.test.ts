import { expect, test } from 'vitest';
import { callFunctions } from '../src/database/call-functions.ts';
import { openDatabase } from '../src/database/database.ts';
import { createLiveRuns } from '../src/fleet/live-runs.ts';
import { performJob } from '../src/fleet/perform-job.ts';
import { submitRuns } from '../src/fleet/submit-runs.ts';
import { holderOf } from '../src/log/database/writing-right.ts';
import { openQueue } from '../src/wire.ts';
import { endpointFor, repositoryWith, sumProject, temporaryFolder } from './support/run-fixture.ts';
import { rawText } from './support/scripted-answers.ts';
import { useDatabase } from './support/use-database.ts';

const { url } = useDatabase();

/** A submitted run, and a worker's work on it whose job is another's after so many of its turns. */
async function submitted() {
  const repository = await repositoryWith(sumProject);
  const { baseUrl } = await endpointFor(() => rawText('not an answer'));
  const home = await temporaryFolder();
  const environment = {
    ...process.env,
    ...{ OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: 'sk-of-a-test', PROOFLOOP_HOME: home },
  };
  const surroundings = { environment, userHome: home, currentFolder: repository };
  const commandLine = {
    task: 'Mend the sum.',
    workspace: repository,
    verify: ['sh check.sh'],
    sandbox: 'off',
  };
  const terms = { repository: null, record: null, tasks: null, base: null, priority: null, isStacked: false };
  const [runId = ''] = await submitRuns(url(), terms, commandLine, surroundings);
  const database = await openDatabase(url());
  const queue = await openQueue(url());
  const work = async (turns: number) => {
    let done = 0;
    const lost = () => Promise.reject(new Error('the job is another worker’s'));
    const job = {
      ...{ id: `${runId}.1`, runId, isNew: true, checkpoint: lost },
      record: async (calls: Parameters<typeof callFunctions>[1]) => {
        done += 1;
        if (done > turns) await lost();
        await callFunctions(database.pool, calls);
      },
    };
    const parts = { url: url(), surroundings, live: createLiveRuns(url()), add: queue.add, tell: () => {} };
    await expect(performJob(job, parts)).rejects.toThrow('another worker');
    return done;
  };
  return { work, holder: () => holderOf(database, runId), end: () => queue.close() };
}

test('a worker that loses a job gives the right to write its log back, as it starts the run and as it goes on', async () => {
  const { work, holder, end } = await submitted();
  expect(await work(0)).toBe(1);
  expect(await holder()).toBeNull();
  expect(await work(1)).toBe(2);
  expect(await holder()).toBeNull();
  // There is a log by now.
  expect(await work(0)).toBe(1);
  expect(await holder()).toBeNull();
  await end();
});
