import { ava } from './ava.ts';
import { bats } from './bats.ts';
import { bun } from './bun.ts';
import { busted } from './busted.ts';
import { cargo } from './cargo.ts';
import { ctest } from './ctest.ts';
import { deno } from './deno.ts';
import { dotnet } from './dotnet.ts';
import { exunit } from './exunit.ts';
import { go } from './go.ts';
import { googleTest } from './google-test.ts';
import { gradle } from './gradle.ts';
import { jest } from './jest.ts';
import { junit } from './junit.ts';
import { maven } from './maven.ts';
import { meson } from './meson.ts';
import { minitest } from './minitest.ts';
import { mocha } from './mocha.ts';
import { nodeTest } from './node-test.ts';
import { phpunit } from './phpunit.ts';
import { prove } from './prove.ts';
import { pytest } from './pytest.ts';
import { rspec } from './rspec.ts';
import { stryker } from './stryker.ts';
import { tap } from './tap.ts';
import { tape } from './tape.ts';
import type { TestRunner } from './test-runner.ts';
import { unittest } from './unittest.ts';
import { uvu } from './uvu.ts';
import { vitest } from './vitest.ts';

/** Every test runner that is known; where several could be meant, the first one is. */
const known = [
  nodeTest,
  vitest,
  jest,
  mocha,
  ava,
  tape,
  uvu,
  bun,
  deno,
  pytest,
  cargo,
  go,
  unittest,
  maven,
  gradle,
  dotnet,
  googleTest,
  ctest,
  meson,
  prove,
  bats,
  rspec,
  minitest,
  phpunit,
  busted,
  exunit,
  junit,
  tap,
  stryker,
] as const;

export type Runner = (typeof known)[number]['name'];

export const runnerTable: readonly (TestRunner & { name: Runner })[] = known;

export const runnerNames: readonly Runner[] = known.map(({ name }) => name);

export function runnerNamed(name: Runner): TestRunner {
  const found = runnerTable.find((runner) => runner.name === name);
  if (found === undefined) throw new Error(`${name} is not in the table of test runners`);
  return found;
}

/** Whether a report says nothing of who wrote it. */
export const isAnyones = (name: Runner): boolean => runnerNamed(name).isFormat === true;
