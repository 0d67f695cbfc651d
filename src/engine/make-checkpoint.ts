import type { Step } from '../core/decision.ts';
import type { RunState } from '../core/state.ts';
import type { Outcome } from '../core/steps.ts';
import { shortDiff } from '../core/text/short-diff.ts';
import type { StepContext } from './step-context.ts';
import type { World } from './world.ts';

const subjectLength = 72;
/** A change of more files is hardly a short one. */
const mostFiles = 12;

/** Commits the run's tree on its branch; resolves with the files that differ from the base. */
export async function makeCheckpoint(
  { place }: Step<'checkpoint'>,
  { state, world, head }: StepContext,
): Promise<Outcome<'checkpoint'>> {
  const { tree } = place;
  const files = await world.workspace.changedFiles(state.baseTree, tree);
  await refuseSecrets(state, world);
  const isLong = files.length > mostFiles;
  const short_diff = isLong ? null : shortDiff(await world.workspace.diffText(state.baseTree, tree));
  const message = commitMessage(state, head().hash);
  const delivery = await world.workspace.commit({
    tree,
    parent: state.commit,
    message,
    at: state.lastEventAt,
  });
  const dependencies_key = await world.workspace.dependenciesKey(tree);
  return { event: 'checkpoint', payload: { ...place, files, short_diff, ...delivery, dependencies_key } };
}

/** Nothing that holds a known secret leaves the run's own folder; the text of git's error would not say so. */
async function refuseSecrets(state: RunState, world: World): Promise<void> {
  const { holdsSecret } = world;
  const { baseTree, tree } = state;
  const content = await world.workspace.addedContent(baseTree, tree);
  const names = (await world.workspace.addedPaths(baseTree, tree)).filter(holdsSecret);
  const places = [
    ...[...content].filter(([, text]) => holdsSecret(text)).map(([path]) => path),
    ...names.map((path) => `the name of ${path}`),
  ].map(world.redact);
  if (places.length === 0) return;
  throw new Error(`a secret of the environment or of a login stands in ${places.join(', ')}: take it out`);
}

function commitMessage(state: RunState, logHead: string): string {
  const iteration = state.iteration?.number ?? 0;
  const summary = state.iteration?.coder?.summary ?? 'work of an iteration that failed';
  const subject = `Iteration ${iteration}: ${oneLine(summary)}`;
  const short = subject.length <= subjectLength ? subject : `${subject.slice(0, subjectLength - 3)}...`;
  const body = subject.length <= subjectLength ? '' : `${oneLine(summary)}\n\n`;
  return `${short}\n\n${body}Proofloop-Run: ${state.runId}\nProofloop-Iteration: ${iteration}\nProofloop-Log-Head: ${logHead}\n`;
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a model's text must not put control characters into a commit
  return text.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, ' ').trim();
}
