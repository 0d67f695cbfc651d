/**
 * Measures proofloop beside a bare loop that makes the same requests and runs the same commands, and prints each goal
 * beside what was measured. docs/bench.md says how to read it.
 * Usage: npm run bench -- [--only <text>] [--quick]
 */
import { parseArgs } from 'node:util';
import { measureAlteredExpectations } from './bench/altered-expectations.ts';
import { inBenchFolder, makeMeasurementFolder } from './bench/bench-folder.ts';
import { measureBesideBase } from './bench/beside-base.ts';
import { measureBusyVerdicts } from './bench/busy-verdicts.ts';
import { measureFleet } from './bench/fleet.ts';
import { measureFootprint } from './bench/footprint.ts';
import { measureIterations } from './bench/iterations.ts';
import { measureLargeRepository } from './bench/large-repository.ts';
import { isMet, type Line, lineText } from './bench/line.ts';
import { measureLiveView } from './bench/live-view.ts';
import { measureManyRuns } from './bench/many-runs.ts';
import { measureRequests } from './bench/requests.ts';
import { measureSteps } from './bench/steps.ts';
import { measureVerdicts } from './bench/verdicts.ts';
import { measureViews } from './bench/views.ts';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, quick: { type: 'boolean', default: false } },
});
const { quick, only } = values;
const measurements = [
  measureFootprint(quick ? 1 : 15),
  measureRequests(quick ? 3 : 20),
  measureSteps(quick ? 3 : 50, quick ? 1 : 5),
  measureIterations(quick ? 2 : 20, quick ? 1 : 5),
  measureManyRuns(quick ? 3 : 200, quick ? 1 : 20, quick ? 1 : 3),
  measureFleet(quick ? 3 : 200, quick ? 1 : 20, quick ? 1 : 3),
  measureLiveView(quick ? 1 : 12, quick ? 1 : 3),
  measureLargeRepository(quick ? 1000 : 100_000, quick ? 1 : 7),
  measureViews(quick ? 300 : 30_000, quick ? 1 : 15),
  measureVerdicts(quick ? 100 : 10_000, quick ? 1 : 3),
  measureAlteredExpectations(quick ? 40 : 2000, quick ? 1 : 5),
  measureBusyVerdicts(
    quick ? { workMs: 100, files: 300, rounds: 1 } : { workMs: 10_000, files: 10_000, rounds: 3 },
  ),
  measureBesideBase(
    quick
      ? { loops: 1e6, commands: 1, suiteLoops: 1e8, rounds: 1 }
      : { loops: 2e8, commands: 4, suiteLoops: 1.5e9, rounds: 5 },
  ),
];

const isAsked = (name: string) => name.includes(only);
const lines: Line[] = [];
await inBenchFolder(async (top) => {
  for (const { measure } of measurements.filter((measurement) => measurement.lines.some(isAsked))) {
    const measured = await measure(await makeMeasurementFolder(top));
    lines.push(...measured.filter(({ name }) => isAsked(name)));
    for (const line of measured) if (isAsked(line.name)) console.log(lineText(line));
  }
});
console.log(`${lines.filter(isMet).length} of ${lines.length} goals met`);
