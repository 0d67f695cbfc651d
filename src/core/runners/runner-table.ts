import { cargo } from './cargo.ts';
import { go } from './go.ts';
import { jest } from './jest.ts';
import { mocha } from './mocha.ts';
import { nodeTest } from './node-test.ts';
import { pytest } from './pytest.ts';
import { stryker } from './stryker.ts';
import { tap } from './tap.ts';
import type { TestRunner } from './test-runner.ts';
import { vitest } from './vitest.ts';

/** Every test runner that is known; where several could be meant, the first one is. */
const known = [nodeTest, vitest, jest, mocha, pytest, cargo, go, tap, stryker] as const;

export type Runner = (typeof known)[number]['name'];

export const runnerTable: readonly (TestRunner & { name: Runner })[] = known;

export const runnerNames: readonly Runner[] = known.map(({ name }) => name);

export function runnerNamed(name: Runner): TestRunner {
  const found = runnerTable.find((runner) => runner.name === name);
  if (found === undefined) throw new Error(`${name} is not in the table of test runners`);
  return found;
}
