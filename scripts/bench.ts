/**
 * Measures proofloop beside a bare loop that makes the same requests and runs the same commands, and prints each goal
 * beside what was measured. docs/bench.md says how to read it.
 * Usage: npm run bench -- [--only <text>] [--quick]
 */
import { parseArgs } from 'node:util';
import { isMet, type Line, lineText, type Measurement } from './bench/line.ts';
import { measureSteps } from './bench/steps.ts';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, quick: { type: 'boolean', default: false } },
});
const measurements: Measurement[] = [measureSteps(values.quick ? 5 : 50, values.quick ? 1 : 5)];

const isAsked = (name: string) => name.toLowerCase().includes(values.only.toLowerCase());
const asked = measurements.filter(({ name, lines }) => isAsked(name) || lines.some(isAsked));
const lines: Line[] = [];
for (const { name, measure } of asked) {
  for (const line of await measure()) {
    if (!isAsked(name) && !isAsked(line.name)) continue;
    lines.push(line);
    console.log(lineText(line));
  }
}
const met = lines.filter(isMet).length;
console.log(`${met} of ${lines.length} goals met`);
