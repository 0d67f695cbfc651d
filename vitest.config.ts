import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { markdownAsText } from './scripts/markdown-as-text.ts';

/** Measures times, and so wants a process of its own. */
const measuring = ['test/reading-time.test.ts', 'src/core/text/cap-output.test.ts'];

/** What takes longest comes first, so that no worker is left with it at the end; the size of a file doesn't tell. */
const longestFirst = ['simulation/', 'bench.test.ts', 'trust/', 'toolchains/', 'attacks/', 'e2e/', ''].map(
  (name) => `/test/${name}`,
);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const found = longestFirst.findIndex((part) => moduleId.includes(part));
  return found === -1 ? longestFirst.length : found;
}

export const base = {
  plugins: [markdownAsText()],
  test: {
    // Only ends what hangs: no test depends on how fast the machine is.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 120_000 } },
    // Twice the cores of a small machine: what is tested waits for disks, processes and locks much of its time.
    maxWorkers: 4,
  },
};

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        // Each file would load its modules anew, which took a third of the processor's time of pure tests.
        test: { name: 'source', include: ['src/**/*.test.ts'], exclude: measuring, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts', ...measuring],
          exclude: ['test/long/**', 'test/languages/**'],
        },
      },
    ],
  },
});
