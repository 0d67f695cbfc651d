import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { ScriptedRequest } from '../../test/support/scripted-endpoint.ts';
import type { AnswerPlan } from './answer-plan.ts';

export interface EndpointReport {
  arrivals: { atMs: number; role: string }[];
  bodies: ScriptedRequest['body'][];
}

/** A scripted model server in another process. */
export interface Endpoint {
  baseUrl: string;
  /** The requests since the last call. */
  report(): Promise<EndpointReport>;
  close(): Promise<void>;
}

export async function startEndpoint(plan: AnswerPlan): Promise<Endpoint> {
  const child = fork(resolve(import.meta.dirname, 'endpoint-program.ts'), [JSON.stringify(plan)]);
  const [baseUrl] = (await once(child, 'message')) as [string];
  const ended = once(child, 'exit');
  return {
    baseUrl,
    async report() {
      const reply = once(child, 'message');
      child.send('report');
      return (await reply)[0] as EndpointReport;
    },
    async close() {
      if (child.connected) child.disconnect();
      const [exitCode, signal] = await ended;
      if (exitCode !== 0) throw new Error(`the scripted endpoint has ended with ${exitCode ?? signal}`);
    },
  };
}
