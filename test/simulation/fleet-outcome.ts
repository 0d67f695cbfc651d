import type { LoggedEvent } from '../../src/core/events.ts';
import { payloadsOf } from '../support/program.ts';
import { git } from './simulated-run.ts';

/** What of a run of the fleet must be the same however often its workers died. */
export function fleetOutcome(events: readonly LoggedEvent[], repository: string) {
  const [closing] = payloadsOf(events, 'loop_completed');
  if (!closing) throw new Error(`it is not completed: it ends with ${events.at(-1)?.event ?? 'nothing'}`);
  const { run_id, branch, usage, task: _task, ...summary } = closing;
  const { requests: _requests, unreported: _unreported, ...billed } = usage;
  return {
    summary,
    // Requests whose answers a kill has swallowed are made again; the answers themselves are charged once.
    usage: billed,
    iterations: payloadsOf(events, 'iteration_finished'),
    gates: payloadsOf(events, 'gate_evaluated'),
    verdicts: payloadsOf(events, 'verification_result').map(({ commands: _commands, ...rest }) => rest),
    // Each effect that was recorded stands in the log once.
    effects: payloadsOf(events, 'tool_result').map((result) => {
      const { role, iteration, step, call_id, exit_code, tree, output } = result;
      return { role, iteration, step, call_id, exit_code, tree, output };
    }),
    branchIsOwn: branch === `proofloop/${run_id}`,
    tree: git(repository, 'rev-parse', `${branch}^{tree}`),
    commits: git(repository, 'log', '--format=%s', `main..${branch}`).split('\n'),
    lines: git(repository, 'show', `${branch}:lines.txt`).split('\n'),
  };
}

export type FleetOutcome = ReturnType<typeof fleetOutcome>;
