import { expect, test } from 'vitest';
import type { EventName, LoggedEvent } from '../src/core/events.ts';
import { ReservationRefused } from '../src/core/usage/reservation-refused.ts';
import { replay } from '../src/engine/replay.ts';
import { startRun } from '../src/index.ts';
import type { OwnLogs } from '../src/ports/run-place.ts';
import type { Log } from '../src/ports/store.ts';
import { memoryLogs } from './support/memory-store.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from './support/role-outputs.ts';
import { endpointFor, repositoryWith, sumFix, sumProject, temporaryFolder } from './support/run-fixture.ts';
import { finalJson } from './support/scripted-answers.ts';
import { answers } from './support/scripted-endpoint.ts';
import { patch } from './support/tool-answers.ts';

type Reason = ReservationRefused['reason'];

/** Logs whose requests are refused as the database's function does it: nothing of what was to be written is. */
function refusing(
  logs: OwnLogs,
  reasonFor: (requests: number) => Reason | null,
  appends: EventName[][],
): OwnLogs {
  let requests = 0;
  const guarded = (log: Log): Log => ({
    ...log,
    async append(lines) {
      const names = lines.map(({ event }) => event.event);
      if (names.at(-1) === 'model_request') {
        requests += 1;
        const reason = reasonFor(requests);
        if (reason !== null) throw new ReservationRefused(reason);
      }
      appends.push(names);
      await log.append(lines);
    },
  });
  return {
    index: logs.index,
    open(place) {
      const store = logs.open(place);
      return {
        ...store,
        async claim() {
          const claim = await store.claim();
          return { ...claim, create: async () => guarded(await claim.create()) };
        },
      };
    },
  };
}

async function play(reasonFor: (requests: number) => Reason | null) {
  const { baseUrl, requests } = await endpointFor(
    answers({
      planner: [finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))],
      coder: [patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))],
      tester: [finalJson(testerOutput())],
    }),
  );
  const appends: EventName[][] = [];
  const logs = memoryLogs(Date.now, await temporaryFolder());
  const run = await startRun({
    task: 'Mend the sum',
    workspace: await repositoryWith(sumProject),
    evidence: 'claimed',
    sandbox: 'off',
    ...{ baseUrl, model: 'scripted', home: await temporaryFolder() },
    environment: { PATH: process.env.PATH, HOME: '/nonexistent' },
    ports: { logs: refusing(logs, reasonFor, appends) },
  });
  const ended = await run.ended.then(
    ({ summary }) => summary,
    (error: Error) => error.message,
  );
  const { events } = await logs.open(logs.index.placeOf(run.runId)).read();
  return { ended, events, appends, sent: requests.length };
}

const named = (events: readonly LoggedEvent[], name: EventName) =>
  events.filter(({ event }) => event === name);

test('a request that has to wait is announced once there is room, and what waited with it is written before', async () => {
  const { ended, events, appends, sent } = await play((request) =>
    [2, 3].includes(request) ? 'wait' : null,
  );
  expect(ended).toMatchObject({ phase: 'completed' });
  expect([named(events, 'model_request').length, sent]).toEqual([4, 4]);
  // Others may wait for what the answer before has come to.
  const alone = appends.filter(
    (names) => names.includes('model_response') && !names.includes('model_request'),
  );
  expect(alone[0]).toContain('planner_output');
  expect(replay(events).divergence).toBeNull();
  // The control: where nothing is refused, all of it is written with the next request.
  const calm = await play(() => null);
  expect(calm.appends.find((names) => names.includes('planner_output'))?.at(-1)).toBe('model_request');
  expect(named(calm.events, 'model_request')).toHaveLength(4);
});

test('where what is spent leaves no room the run stops, and a request without a price ends it with a sentence', async () => {
  const stopped = await play((request) => (request === 2 ? 'token_budget_exhausted' : null));
  expect(stopped).toMatchObject({ ended: { stop_reason: 'token_budget_exhausted' }, sent: 1 });
  expect(stopped.events.at(-1)?.payload).toMatchObject({ ceiling: 'fleet' });
  expect(replay(stopped.events).divergence).toBeNull();

  const unpriced = await play((request) => (request === 2 ? 'unpriced' : null));
  expect(unpriced.ended).toContain('the price of the model is not known');
  expect([named(unpriced.events, 'model_response').length, unpriced.sent]).toEqual([1, 1]);
});
