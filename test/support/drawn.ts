/** Of how many cases one is played where not all are asked for. */
const oneOf = 5;

/** Whether tests that the suite has no time for are wanted too. */
export const playsAll = process.env.PROOFLOOP_TEST_CASES === 'all';

/**
 * The cases of a long table that a run of the suite plays: others each time, so that all are played in a few days, and
 * all of them under `PROOFLOOP_TEST_CASES=all`. A test that fails must name its case.
 */
export function drawn<Case>(cases: readonly Case[]): Case[] {
  if (playsAll) return [...cases];
  const first = Math.floor(Math.random() * oneOf);
  return cases.filter((_, index) => index % oneOf === first);
}
