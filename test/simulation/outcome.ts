import type { LoggedEvent } from '../../src/core/events.ts';
import { payloadsOf } from '../support/program.ts';
import type { Scenario } from './scenario.ts';
import { eventsOfRun, git, type SimulatedRun } from './simulated-run.ts';

/** What of a finished run must be the same with and without crashes. */
export async function outcomeOf(run: SimulatedRun) {
  const events = await eventsOfRun(run);
  const [closing] = payloadsOf(events, 'loop_completed');
  if (!closing)
    throw new Error(`the run is not completed: it ends with ${events.at(-1)?.event ?? 'nothing'}`);
  const { run_id, branch, usage, ...summary } = closing;
  const { requests, unreported: _unreported, ...billed } = usage;
  return {
    summary,
    // A request whose answer a kill has swallowed is made again; the answers themselves are charged once.
    usage: { ...billed, requests: requests - unansweredRequests(events) },
    iterations: payloadsOf(events, 'iteration_finished'),
    gates: payloadsOf(events, 'gate_evaluated'),
    verdicts: payloadsOf(events, 'verification_result').map(({ commands: _commands, ...rest }) => rest),
    // Each effect that was recorded stands in the log once.
    effects: payloadsOf(events, 'tool_result').map((result) => {
      const { role, iteration, step, call_id, exit_code, tree, output } = result;
      return { role, iteration, step, call_id, exit_code, tree, output };
    }),
    agents: payloadsOf(events, 'agent_result').map(({ role, iteration, tree, answer, repairs, steps }) => {
      return { role, iteration, tree, answer, repairs, steps };
    }),
    // Attempts count the unanswered requests too; what an agent was asked for again, its result says.
    retries: events.flatMap(({ event, payload }, index) => {
      if (event !== 'role_retry' || events[index - 1]?.event === 'agent_update') return [];
      const { attempt: _attempt, ...retry } = payload;
      return [retry];
    }),
    branchIsOwn: branch === `proofloop/${run_id}`,
    tree: git(run.repository, 'rev-parse', `${branch}^{tree}`),
    commits: git(run.repository, 'log', '--format=%s', `main..${branch}`).split('\n'),
    lines: git(run.repository, 'show', `${branch}:lines.txt`).split('\n'),
    branches: git(run.repository, 'branch', '--format=%(refname)').split('\n').length,
    checkout: git(run.repository, 'status', '--porcelain'),
  };
}

export type Outcome = Awaited<ReturnType<typeof outcomeOf>>;

/** What is wrong with a calm run's outcome: the measure of all others must itself be right. */
export function wrongWithCalm({ lines, iterations }: Scenario, outcome: Outcome): string[] {
  const found = {
    lines: outcome.lines.join(),
    commits: outcome.commits.length,
    iterations: outcome.iterations.length,
    branches: outcome.branches,
  };
  const expected = { lines: lines.join(), commits: iterations, iterations, branches: 2 };
  return JSON.stringify(found) === JSON.stringify(expected)
    ? []
    : [`the calm run came to ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`];
}

function unansweredRequests(events: readonly LoggedEvent[]): number {
  return events.filter(({ event }, index) => {
    const next = events[index + 1]?.event;
    return event === 'model_request' && next !== 'model_response' && next !== 'model_error';
  }).length;
}
