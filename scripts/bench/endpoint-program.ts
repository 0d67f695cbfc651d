/**
 * A scripted model server in a process of its own, so that neither side of a comparison pays for it.
 * Usage: as a forked process, with the answers as JSON in its only argument; it sends its base URL, and for each message
 * that it gets the requests since the last one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ScriptedRequest, startScriptedEndpoint } from '../../test/support/scripted-endpoint.ts';
import { type AnswerPlan, answerFor } from './answer-plan.ts';
import type { EndpointReport } from './endpoint.ts';
import { epochMs } from './epoch.ts';

const plan: AnswerPlan = JSON.parse(process.argv[2] ?? '');
let seen: EndpointReport = { arrivals: [], bodies: [] };

const endpoint = await startScriptedEndpoint(async (request) => {
  if (plan.delayMs > 0) await sleep(plan.delayMs);
  else keep(request);
  return answerFor(plan, request);
});

/** A great many requests at once are not kept: they would only take the machine's time. */
function keep({ role, body }: ScriptedRequest): void {
  seen.arrivals.push({ atMs: epochMs(), role });
  seen.bodies.push(body);
}

process.on('message', () => {
  process.send?.(seen);
  seen = { arrivals: [], bodies: [] };
});
process.on('disconnect', () => endpoint.close());
process.send?.(endpoint.baseUrl);
