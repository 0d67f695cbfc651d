import type { AgentSpec } from '../core/agent/agent-spec.ts';
import type { AgentReport } from '../core/agent/agent-wire.ts';
import type { RoleWorker, WorkOrder } from '../ports/role-worker.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { View } from '../ports/view.ts';
import { makeAgentHome } from './agent-home.ts';
import { converse, type Terms } from './converse.ts';
import { withoutTokens } from './without-tokens.ts';

/** What agents of a run have and may do. */
export interface AgentWorkerParts {
  /** Each agent of the run by its name or command, as the options name it. */
  agents: ReadonlyMap<string, AgentSpec>;
  /** The user's home, which logins are copied from. */
  userHome: string;
  /** Where the homes of agents are made. */
  folder: string;
  /** The user that agents run as, where proofloop runs as root. */
  user: number | null;
  /** What an agent runs in, with this folder as its home. */
  sandboxFor: (agent: AgentSpec, home: string) => Promise<Sandbox>;
  /** The folder of a view, as what runs in it sees it. */
  rootOf: (view: View) => string;
  silentMs: Terms['silentMs'];
  /** Told, after each call, the tokens that its agent had: those that it has refreshed are known to nobody else. */
  hadTokens: (tokens: readonly string[]) => void;
}

/** Has coding agents do the work, each a process of its own that speaks the Agent Client Protocol. */
export function createAgentWorker(parts: AgentWorkerParts): RoleWorker {
  return {
    async work(order, signal) {
      signal.throwIfAborted();
      const agent = parts.agents.get(order.agent);
      if (agent === undefined) return notStarted(`nothing is known of the agent ${order.agent}`);
      const home = await makeAgentHome(parts, agent);
      try {
        const sandbox = await parts.sandboxFor(agent, home.path);
        const tokenless = withoutTokens(order, home.tokens);
        const said = await runAgent(parts, { agent, sandbox, order: tokenless.order }, signal);
        const report = await tokenless.reported(said);
        signal.throwIfAborted();
        return report;
      } finally {
        parts.hadTokens(await home.tokens());
        await home.giveBack();
      }
    },
  };
}

interface Job {
  agent: AgentSpec;
  sandbox: Sandbox;
  order: WorkOrder;
}

/** What is kept of what an agent writes to its stderr. */
const keptBytes = 4000;

/** An agent that does not end its turn when it is told to is ended after so long. */
const graceMs = 4000;

async function runAgent(
  parts: AgentWorkerParts,
  { agent, sandbox, order }: Job,
  signal: AbortSignal,
): Promise<AgentReport> {
  const sdk = await import('@agentclientprotocol/sdk');
  const terms = { folder: parts.rootOf(order.view), logins: agent.logins, silentMs: parts.silentMs };
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => late.abort(signal.reason), graceMs);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  let report: AgentReport | null = null;
  try {
    const outcome = await sandbox.run(order.view, {
      command: agent.command,
      input: null,
      folder: '',
      timeoutMs: Number.MAX_SAFE_INTEGER,
      outputLimitBytes: keptBytes,
      reportFolder: null,
      signal: late.signal,
      dialogue: {
        async talk(input, output) {
          report = await converse(sdk, { input, output }, order, { terms, signal });
        },
      },
    });
    return explained(report, outcome);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** The report of an agent, with what its process said where it has died. */
function explained(
  report: AgentReport | null,
  { exitCode, output }: { exitCode: number | null; output: string },
): AgentReport {
  const said = output.trim() === '' ? '' : `: ${output.trim()}`;
  const isMissing = exitCode === 126 || exitCode === 127;
  if (report === null) return notStarted(`the agent could not be started${said}`);
  if (report.failure?.kind !== 'died') return report;
  const end = exitCode === null ? 'it was ended' : `exit code ${exitCode}`;
  const message = `${isMissing ? 'the agent could not be started' : report.failure.message} (${end})${said}`;
  return { ...report, failure: { kind: isMissing ? 'not_started' : 'died', message } };
}

function notStarted(message: string): AgentReport {
  return {
    stop_reason: 'failed',
    failure: { kind: 'not_started', message },
    answer: '',
    repairs: 0,
    steps: 0,
    updates: 0,
    updates_left_out: 0,
    usage: null,
    program: null,
  };
}
