import { outputLimitBytes } from '../core/context/cut-context.ts';
import type { Step } from '../core/decision.ts';
import type { ToolName } from '../core/roles/tool-table.ts';
import { toolsTold } from '../core/roles/tools-told.ts';
import { verifyAnswer } from '../core/roles/verify-answer.ts';
import type { RunState } from '../core/state.ts';
import type { Outcome } from '../core/steps.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { Snapshot, View } from '../ports/view.ts';
import { runTool } from '../tools/run-tool.ts';
import type { ToolOutcome } from '../tools/tool-outcome.ts';
import { failedForRoom } from './failed-for-room.ts';
import type { StepContext } from './step-context.ts';
import { dependenciesKeyAfter, snapshotOf } from './view-after.ts';

/** Carries out one tool call in the role's view; resolves with what the model is given, and with the tree after it. */
export async function runToolCall(
  step: Step<'run_tool'>,
  context: StepContext,
): Promise<Outcome<'run_tool'>> {
  const { world, views, state } = context;
  const { view, outcome } = await runInView(step, context).catch(async (error: unknown) => {
    await views.closeAll();
    throw error;
  });
  try {
    const snapshot = await snapshotOf(view, outcome.written);
    if (world.isDiskFull()) throw new Error('The disk is full.');
    const dependencies_key = await dependenciesKeyAfter(step.call.role, context, snapshot);
    const told = { ...outcome, output: outcome.output + (await newFilesNote(step, context, snapshot)) };
    return resultOf(step, told, { snapshot, dependencies_key }, state.undelivered);
  } catch (error) {
    if (!failedForRoom(error, world)) {
      await views.closeAll();
      throw error;
    }
    // Most likely the command has filled it: its files go, the model is told, and the run goes on.
    await views.discardAll();
    const nothingKept = { snapshot: null, dependencies_key: null };
    return resultOf(step, { ...outcome, output: outcome.output + diskFullNote }, nothingKept, []);
  }
}

async function runInView(
  { call, place, intent }: Step<'run_tool'>,
  { state, world, views, announced, signal }: StepContext,
): Promise<{ view: View; outcome: ToolOutcome }> {
  const view = await views.viewFor(call, place.iteration);
  const outcome = await runTool(intent.payload, toolsTold(call.role, state.options), {
    view,
    sandbox: heldBack(world.sandbox, announced),
    outputLimitBytes: outputLimitBytes(call, state.options),
    ownTools: world.ownTools,
    verifyAnswer: () => verifyAnswer(call, state),
    signal,
  });
  await announced;
  return { view, outcome };
}

const listedNewFiles = 30;

/** The coder is told at once which files its command has made, and once more of all of them where it asks for a verdict. */
async function newFilesNote(
  { call, intent }: Step<'run_tool'>,
  { state, world }: StepContext,
  snapshot: Snapshot | null,
): Promise<string> {
  const name = intent.payload.name as ToolName;
  const since = { verify: state.baseTree, shell: state.tree, apply_patch: null }[name] ?? null;
  if (call.role !== 'coder' || !since || snapshot === null || snapshot.tree === since) return '';
  const files = await world.workspace.addedPaths(since, snapshot.tree);
  if (files.length === 0) return '';
  const more = files.length > listedNewFiles ? ` and ${files.length - listedNewFiles} more` : '';
  const list = files.slice(0, listedNewFiles).join(', ');
  const which = name === 'verify' ? 'New files since the start' : 'New files that will be delivered';
  return `\n[${which}: ${list}${more}. Delete what does not belong to the change.]`;
}

function resultOf(
  { place }: Step<'run_tool'>,
  outcome: ToolOutcome,
  { snapshot, dependencies_key }: { snapshot: Snapshot | null; dependencies_key: string | null },
  known: RunState['undelivered'],
): Outcome<'run_tool'> {
  return {
    event: 'tool_result',
    payload: {
      ...place,
      output:
        outcome.output + refusedNote(snapshot?.refused ?? []) + undeliveredNote(outcome, snapshot, known),
      exit_code: outcome.exitCode,
      timed_out: outcome.timedOut,
      duration_ms: outcome.durationMs,
      tree: snapshot?.tree ?? null,
      refused: snapshot?.refused ?? [],
      undelivered: snapshot?.undelivered ?? [],
      dependencies_key,
    },
  };
}

/** A sandbox whose commands do not run before the line that announces them is on disk; meanwhile it is made ready. */
function heldBack(sandbox: Sandbox, written: Promise<void>): Sandbox {
  return { run: (view, request) => sandbox.run(view, { ...request, mayRun: written }) };
}

const diskFullNote =
  '\n[The disk is full. What this call has changed was taken back: the files are as they were before it.]';

function refusedNote(refused: Snapshot['refused']): string {
  if (refused.length === 0) return '';
  const list = refused.map(({ path, reason }) => `${path}: ${reason}`).join('\n');
  return `\n[These changes can't be delivered and keep the run from completing:\n${list}]`;
}

/** Says it of all that a patch has written, and once of what commands have made. */
function undeliveredNote(
  { written }: ToolOutcome,
  snapshot: Snapshot | null,
  known: RunState['undelivered'],
): string {
  const news = (snapshot?.undelivered ?? []).filter(
    ({ path }) => written.includes(path) || !known.some((one) => one.path === path),
  );
  if (news.length === 0) return '';
  const list = news.map(({ path, reason }) => `${path} (${reason})`).join(', ');
  return `\n[Not delivered, and absent where the result is tested: ${list}]`;
}
