import { eventsOf, payloadsOf, runProgram } from '../../test/support/program.ts';

/** What judging a change came to. */
export interface Judgement {
  verdict: string;
  reasons: readonly string[];
  /** Runs of the verify commands that it took, and the time from its first line to its last. */
  runs: number;
  durationMs: number;
}

/** Has a change judged by the built program; `args` say which one, and how its repository is tested. */
export async function judgeCheckout(
  repository: string,
  home: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Judgement> {
  const { stdout, stderr } = await runProgram({
    args: ['judge', '--json', '-C', repository, ...args],
    folder: repository,
    home,
    environment,
  });
  const events = eventsOf(stdout);
  const [finished] = payloadsOf(events, 'judge_finished');
  return {
    verdict: finished?.verdict ?? 'not measured',
    reasons: finished?.reasons ?? [stderr.trim()],
    runs: payloadsOf(events, 'check_result').reduce((sum, { runs }) => sum + runs.length, 0),
    durationMs: finished?.duration_ms ?? 0,
  };
}
