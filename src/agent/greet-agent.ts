import type { AgentSpec } from '../core/agent/agent-spec.ts';
import type { AgentReport } from '../core/agent/agent-wire.ts';
import type { View } from '../ports/view.ts';
import { createRedactor } from '../system/redact.ts';
import { redactStrings } from '../system/redact-strings.ts';
import { makeAgentHome } from './agent-home.ts';
import type { AgentWorkerParts } from './agent-worker.ts';
import { connectAgent, talkFailure } from './converse.ts';
import { openAgentSession } from './session.ts';
import { watchSilence } from './silence.ts';
import { createUpdateLog } from './update-log.ts';
import { createUsageTold } from './usage-told.ts';

/** Whether an agent starts, speaks the protocol and opens a session by the login that it gets. */
export type Greeting =
  | { ok: true; program: AgentReport['program'] }
  | { ok: false; kind: NonNullable<AgentReport['failure']>['kind']; message: string };

const longestMs = 60_000;

/** Greets an agent in a view, and asks nothing of its model. */
export async function greetAgent(
  parts: Pick<AgentWorkerParts, 'userHome' | 'folder' | 'user' | 'sandboxFor' | 'rootOf'>,
  agent: AgentSpec,
  view: View,
): Promise<Greeting> {
  const sdk = await import('@agentclientprotocol/sdk');
  const home = await makeAgentHome(parts, agent);
  let greeting: Greeting = { ok: false, kind: 'not_started', message: 'it could not be started' };
  const log = createUpdateLog(() => {});
  const talk = async (input: WritableStream<Uint8Array>, output: ReadableStream<Uint8Array>) => {
    const silence = watchSilence(
      () => longestMs,
      () => new Error(`it was silent for ${longestMs / 1000} s`),
    );
    const connection = connectAgent(sdk, { input, output }, { log, silence, usage: createUsageTold() });
    const opened = openAgentSession(connection.agent, parts.rootOf(view), agent.logins);
    greeting = await Promise.race([opened, silence.tooLong]).then(
      ({ program }): Greeting => ({ ok: true, program }),
      (error): Greeting => ({ ok: false, ...talkFailure(error, sdk) }),
    );
    silence.end();
    connection.close();
  };
  try {
    const sandbox = await parts.sandboxFor(agent, home.path);
    const { output } = await sandbox.run(view, {
      command: agent.command,
      input: null,
      folder: '',
      timeoutMs: 2 * longestMs,
      outputLimitBytes: 2000,
      reportFolder: null,
      signal: new AbortController().signal,
      dialogue: { talk },
    });
    const redact = createRedactor(await home.tokens());
    return redactStrings(withLastWords(greeting, output.trim().split('\n').at(-1) ?? ''), redact);
  } finally {
    await home.giveBack();
  }
}

/** What the agent's process said last, where it came to nothing. */
function withLastWords(greeting: Greeting, said: string): Greeting {
  return greeting.ok || said === '' ? greeting : { ...greeting, message: `${greeting.message}: ${said}` };
}
