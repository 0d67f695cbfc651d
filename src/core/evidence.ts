import type { CommandResult } from './events.ts';
import type { RunOptions } from './options.ts';

/** What is known of a candidate tree before its verify commands run. */
export interface TreeFacts {
  tree: string;
  baseTree: string;
  /** Whether its manifests or lock files ask for other dependencies than the base's. */
  dependenciesChanged: boolean;
  /** Why its dependencies could not be installed; null where nothing is known to be missing. */
  setupFailure: string | null;
}

/** What was measured about one candidate tree. */
export interface CandidateFacts extends TreeFacts {
  /** Results of the verify commands on a fresh checkout of `tree`; empty where they were not run. */
  commands: readonly CommandResult[];
}

export interface Verdict {
  verdict: 'refused' | 'verified';
  /** Why it is refused, each a sentence for person and model; empty where it is verified. */
  reasons: string[];
}

/** Why running the verify commands can't help this tree; empty where they should run. */
export function reasonsNotToRun(facts: TreeFacts, options: RunOptions): string[] {
  const { tree, baseTree } = facts;
  const reasons: string[] = [];
  if (options.expect === 'no-change' && tree !== baseTree) {
    reasons.push('the tree differs from the base, although --expect no-change was given');
  }
  if (options.expect !== 'no-change' && tree === baseTree) {
    reasons.push('nothing was changed: the tree is the same as at the base');
  }
  if (options.verify.length === 0) {
    reasons.push('no verify command is known for this repository: give one with --verify "<command>"');
  }
  if (facts.setupFailure !== null) {
    reasons.push(`the dependencies of this tree could not be installed: ${facts.setupFailure}`);
  }
  return reasons;
}

/** Judges a tree by what was measured; whatever is not known to be good is refused. */
export function judge(facts: CandidateFacts, options: RunOptions): Verdict {
  const reasons = reasonsNotToRun(facts, options);
  if (reasons.length === 0) {
    reasons.push(...commandReasons(facts.commands, options.verify));
    if (reasons.length > 0 && facts.dependenciesChanged && options.setup.length === 0)
      reasons.push(needsSetup);
  }
  return { verdict: reasons.length === 0 ? 'verified' : 'refused', reasons };
}

const needsSetup =
  'the change asks for other dependencies than the base, and a fresh checkout has only those that were installed ' +
  'when the run was started: new ones need --setup "<command>", such as "npm ci"';

function commandReasons(results: readonly CommandResult[], expected: readonly string[]): string[] {
  const missing = expected.filter((command, index) => results[index]?.command !== command);
  return [
    ...missing.map((command) => `the verify command "${command}" was not run`),
    ...results.filter((result) => result.exit_code !== 0).map(describeFailure),
  ];
}

function describeFailure(result: CommandResult): string {
  const where = `"${result.command}" on a fresh checkout`;
  if (result.timed_out) return `${where} ran into the time limit (--verify-timeout)`;
  if (result.exit_code === 127) {
    return `${where} exited with 127: a command was not found${notFoundLine(result.output)}; install it, or name another command with --verify`;
  }
  if (result.exit_code === null) return `${where} was ended by a signal`;
  return `${where} exited with ${result.exit_code}`;
}

/** What the shell said about the command that it did not find. */
function notFoundLine(output: string): string {
  const said = output.split('\n').findLast((line) => /not found/i.test(line));
  return said === undefined ? '' : ` (${said.trim().slice(0, 200)})`;
}
