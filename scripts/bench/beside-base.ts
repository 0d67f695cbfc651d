import { join } from 'node:path';
import { eventsOf, programPath } from '../../test/support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../../test/support/role-outputs.ts';
import { finalJson } from '../../test/support/scripted-answers.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../test/support/scripted-endpoint.ts';
import { shell } from '../../test/support/tool-answers.ts';
import { makeSmallRepository } from './bench-folder.ts';
import { bothSides, pairsOf } from './comparison.ts';
import type { Measurement } from './line.ts';
import { runMetered } from './metered-process.ts';
import { measurePairs, medianRatio } from './statistics.ts';
import { task } from './task.ts';

const name = "beside the base's run: a role's own commands, with --jobs 1";

interface Size {
  /** What each of the coder's commands computes. */
  loops: number;
  commands: number;
  /** What the suite computes on each of two cores: longer than all those commands. */
  suiteLoops: number;
  rounds: number;
}

/** What the base's run, which keeps two cores busy, adds to the time of commands that the coder runs meanwhile. */
export function measureBesideBase({ loops, commands, suiteLoops, rounds }: Size): Measurement {
  return {
    lines: [name],
    async measure(folder) {
      const repository = makeSmallRepository(folder);
      const endpoint = await startScriptedEndpoint(({ role, step }) => {
        if (role === 'planner') return finalJson(plannerOutput({ done_flag: true }));
        // Its no ends the run without a verdict.
        if (role === 'tester') return finalJson(testerOutput({ tests_passed: false, failures: ['no'] }));
        return step <= commands ? shell(busyCommand(loops)) : finalJson(coderOutput());
      });
      const suite = `${busyCommand(suiteLoops)} & ${busyCommand(suiteLoops)}; wait`;
      const side = (args: readonly string[]) => commandTimes({ endpoint, repository, folder }, args);
      try {
        const runs = await measurePairs(
          rounds,
          () => side(['--evidence', 'claimed', '--verify', 'true']),
          () => side(['--jobs', '1', '--verify', suite]),
        );
        const pairs = pairsOf(runs, ({ meanMs }) => meanMs);
        const beside = runs.reduce((sum, { ours }) => sum + ours.beside, 0);
        const detail = `${beside} of ${rounds * commands} commands beside it; ${bothSides(pairs, 'ms a command')}`;
        return [{ name, measured: medianRatio(pairs), goal: 1.1, unit: 'times', detail }];
      } finally {
        await endpoint.close();
      }
    },
  };
}

const busyCommand = (loops: number) =>
  `node -e 'let value = 0; for (let index = 0; index < ${loops}; index += 1) value = (value * 31 + index) % 1000003'`;

interface Place {
  endpoint: ScriptedEndpoint;
  repository: string;
  folder: string;
}

let homes = 0;

interface CommandTimes {
  meanMs: number;
  /** How many of the commands had ended before the base's run had. */
  beside: number;
}

async function commandTimes(
  { endpoint, repository, folder }: Place,
  args: readonly string[],
): Promise<CommandTimes> {
  homes += 1;
  const words = ['run', '--json', '--task', task, '--base-url', endpoint.baseUrl, '-C', repository];
  const { stdout } = await runMetered(
    [programPath, ...words, '--max-iterations', '1', ...args],
    folder,
    { PROOFLOOP_HOME: join(folder, `home-${homes}`) },
    [3],
  );
  const events = eventsOf(stdout);
  const times = (wanted: string) =>
    events.flatMap(({ event, ts }) => (event === wanted ? [Date.parse(ts)] : []));
  const [began, ended] = [times('tool_call'), times('tool_result')];
  const base = events.find(({ event, payload }) => event === 'check_result' && payload.check === 'baseline');
  const baseEnded = Date.parse(base?.ts ?? '');
  const sum = ended.reduce((total, at, index) => total + at - (began[index] ?? Number.NaN), 0);
  return { meanMs: sum / ended.length, beside: ended.filter((at) => at <= baseEnded).length };
}
