import { sha256Hex } from '../text/sha256-hex.ts';
import type { EvidenceFacts } from './facts.ts';
import { type Check, nextEvidence } from './next-evidence.ts';
import type { Overlay } from './overlay.ts';
import { addRuns, checkKey, isOfGuess, placeKey, runsOf } from './suite-runs.ts';

/** The check as it is started beside others: what it lays over its tree is said, where that follows from reports. */
export function withGuess(check: Check): Check {
  const { overlay } = check;
  return overlay.kind === 'canaries' ? { ...check, overlay_sha256: hashOf(overlay) } : check;
}

/**
 * The facts with what those checks came to that were started by a guess. Each counts only once the very same check has
 * come to be due, so that a verdict is the same in whatever order they ended.
 */
export function withGuessed(facts: EvidenceFacts): EvidenceFacts {
  if (![...facts.runs.keys()].some(isOfGuess)) return facts;
  let known = facts;
  for (;;) {
    const step = nextEvidence(known);
    if (step.kind !== 'check' || step.overlay.kind !== 'canaries') return known;
    const { check, tree, commands } = step;
    const key = placeKey(withGuess(step));
    const counted = runsOf(known.runs, check, tree, commands);
    const run = facts.runs.get(key)?.find((one) => !counted.includes(one));
    if (run === undefined) return known;
    const altered = facts.alterations.get(key) ?? null;
    known = {
      ...known,
      runs: addRuns(known.runs, { check, tree, commands }, [run]),
      alterations: new Map(known.alterations).set(checkKey(check, tree, commands), altered),
    };
  }
}

/** The order in which reports name tests does not tell two overlays apart. */
function hashOf({ canaries, altered }: Extract<Overlay, { kind: 'canaries' }>): string {
  const places = altered?.places.map((place) => JSON.stringify({ ...place, asked: place.asked.toSorted() }));
  const added = canaries.map((canary) => JSON.stringify(canary)).toSorted();
  const text = JSON.stringify([added, altered?.seed ?? null, places?.toSorted() ?? null]);
  return sha256Hex(text);
}
