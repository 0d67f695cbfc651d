import type { RunIndex } from '../ports/run-place.ts';

/** Two indexes as one. A run is looked for in the second where that has listed it, and in the first otherwise. */
export function joinIndexes(first: RunIndex, second: RunIndex): RunIndex {
  let listed = new Set<string>();
  return {
    async list() {
      const [ids, others] = await Promise.all([first.list(), second.list()]);
      listed = new Set(others);
      return [...new Set([...ids, ...others])].toSorted().toReversed();
    },
    placeOf: (runId) => (listed.has(runId) ? second : first).placeOf(runId),
    named: async (name) => (await second.named(name)) ?? first.named(name),
  };
}
