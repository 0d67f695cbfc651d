import { besideStep, checkStep, type Decision, treeStep } from './decision.ts';
import { evidenceFacts } from './evidence/evidence-facts.ts';
import { nextEvidence } from './evidence/next-evidence.ts';
import { sideBySide } from './evidence/side-by-side.ts';
import { verificationResult } from './evidence/verification-result.ts';
import type { RunState } from './state.ts';

/** What is to be done next for a verdict on the tree as it is: build, run, or record the verdict. */
export function verificationStep(state: RunState, iteration: number): Decision {
  const facts = evidenceFacts(state);
  const step = nextEvidence(facts);
  const beside = sideBySide(facts, step, state.openChecks);
  if (beside !== null) return besideStep(beside, state);
  if (step.kind === 'build_trees') return treeStep('build_trees', state);
  if (step.kind === 'check') return checkStep(step, state);
  return {
    kind: 'record',
    event: {
      event: 'verification_result',
      payload: verificationResult(facts, iteration, step.findings),
    },
  };
}
