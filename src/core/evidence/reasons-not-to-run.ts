import type { EvidenceFacts } from './facts.ts';

/** Why running the verify commands can't help this tree; empty where they should run. */
export function reasonsNotToRun({
  tree,
  baseTree,
  commands,
  setupFailure,
  options,
}: EvidenceFacts): string[] {
  const reasons: string[] = [];
  if (options.expect === 'no-change' && tree !== baseTree) {
    reasons.push('the tree differs from the base, although --expect no-change was given');
  }
  if (options.expect !== 'no-change' && tree === baseTree) {
    reasons.push('nothing was changed: the tree is the same as at the base');
  }
  if (commands.length === 0) {
    reasons.push('no verify command is known for this repository: give one with --verify "<command>"');
  }
  if (setupFailure !== null) {
    reasons.push(`the dependencies of this tree could not be installed: ${setupFailure}`);
  }
  return reasons;
}
