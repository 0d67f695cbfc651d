import type { AlterationPlan } from './alteration.ts';
import type { CandidateTrees, EvidenceFacts } from './facts.ts';
import type { Overlay } from './overlay.ts';
import type { Finding } from './reasons.ts';
import { absentFindings, alteredSealedFindings, sealedFindings, sealedPlan } from './sealed.ts';
import { runsOf } from './suite-runs.ts';

/** A run of the sealed checks. */
interface SealedRun {
  check: 'sealed' | 'sealed_altered';
  tree: string;
  commands: readonly string[];
  overlay: Overlay;
}

type SealedStep =
  | { kind: 'run'; run: SealedRun }
  | { kind: 'refuse'; findings: readonly Finding[]; rests: readonly SealedRun[] };

/**
 * Sealed checks must pass; those that are known from the base must be among them; and they must fail once they are
 * altered so that they have to. Null where there are none, and where nothing is left to be asked.
 */
export function nextOfSealed(facts: EvidenceFacts, trees: CandidateTrees): SealedStep | null {
  const { options, baseTree, rules } = facts;
  if (options.sealed === null) return null;
  const { sealed: folder, sealed_verify: commands } = options;
  const plain: Overlay = { kind: 'sealed files', folder };
  const own: SealedRun = { check: 'sealed', tree: trees.restored, commands, overlay: plain };
  const measured = measuredBy(facts, own);
  if (measured === undefined) return { kind: 'run', run: own };
  const findings = sealedFindings(measured, commands);
  if (findings.length > 0) return { kind: 'refuse', findings, rests: [own] };
  if (rules < 4 || facts.alterationSeed === '') return null;
  const altered = sealedPlan(facts, trees, measured);
  const atBase = alteredRun(baseTree, folder, commands, altered);
  const known = measuredBy(facts, atBase);
  if (known === undefined) return { kind: 'run', run: atBase };
  const absent = absentFindings(facts, known, measured);
  if (absent.length > 0) return { kind: 'refuse', findings: absent, rests: [own, atBase] };
  const control = alteredRun(trees.restored, folder, commands, altered);
  const failing = measuredBy(facts, control);
  if (failing === undefined) return { kind: 'run', run: control };
  const hidden = alteredSealedFindings(facts, trees.restored, known, failing);
  return hidden.length === 0 ? null : { kind: 'refuse', findings: hidden, rests: [control, atBase] };
}

function alteredRun(
  tree: string,
  folder: string,
  commands: readonly string[],
  altered: AlterationPlan,
): SealedRun {
  return {
    check: 'sealed_altered',
    tree,
    commands,
    overlay: { kind: 'altered sealed files', folder, altered },
  };
}

const measuredBy = ({ runs }: EvidenceFacts, { check, tree, commands }: SealedRun) =>
  runsOf(runs, check, tree, commands)[0];
