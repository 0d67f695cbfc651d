import type { RunState } from '../state.ts';
import { setupFailure } from './dependency-setup.ts';
import type { EvidenceFacts } from './facts.ts';
import { withGuessed } from './guessed.ts';
import { countedRuns, disputedChecks } from './runs-beside.ts';

/** What is known about the run's tree, for the verdict on it. */
export function evidenceFacts(state: RunState): EvidenceFacts {
  const proposed = proposedCommand(state);
  return withGuessed({
    tree: state.tree,
    baseTree: state.baseTree,
    dependenciesChanged: state.dependenciesKey !== state.baseDependenciesKey,
    setupFailure: setupFailure(state),
    options: state.options,
    commands: proposed === null ? state.options.verify : [proposed],
    proposedBy: proposer(state, proposed),
    trees: state.evidenceTrees.get(state.tree) ?? null,
    runs: countedRuns(state.checkRuns, state.runsBeside),
    beside: state.runsBeside,
    disputed: disputedChecks(state.checkRuns, state.runsBeside),
    undoneTrees: [...state.evidenceTrees.values()].map(({ undone }) => undone),
    alterationSeed: state.alterationSeed,
    rules: state.evidenceRules,
    alterations: state.alterations,
  });
}

function proposer({ judgement }: RunState, proposed: string | null): EvidenceFacts['proposedBy'] {
  if (judgement?.verifyOfChange) return 'the change';
  return proposed === null ? null : 'the tester';
}

/** The tester's command, where nobody gave one and none was detected; null where there is one, or the tester has none. */
export function proposedCommand({ options, iteration }: RunState): string | null {
  const command = iteration?.tester?.test_command.trim() ?? '';
  return options.verify.length > 0 || command === '' ? null : command;
}
