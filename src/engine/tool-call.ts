import { outputLimitBytes } from '../core/context/cut-context.ts';
import type { NewEvent } from '../core/events.ts';
import type { FunctionCall } from '../core/model-wire.ts';
import { currentStep } from '../core/role-call.ts';
import type { RoleCall, RunState } from '../core/state.ts';
import type { Sandbox, Snapshot, View } from '../ports.ts';
import { roleTable } from '../roles/role-table.ts';
import { runTool } from '../tools/run-tool.ts';
import type { ToolOutcome } from '../tools/tool-outcome.ts';
import { failedForRoom } from './disk-full.ts';
import type { RoleViews } from './role-views.ts';
import type { RecordEvent, World } from './world.ts';

/** Carries out one tool call in the role's view and records what the model is given, with the tree after it. */
export async function runToolCall(
  call: RoleCall,
  toolCall: FunctionCall,
  state: RunState,
  world: World,
  views: RoleViews,
  record: RecordEvent,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const iteration = state.iteration?.number ?? 0;
  const where = { iteration, role: call.role, step: currentStep(call), call_id: toolCall.call_id };
  const written = record(
    {
      event: 'tool_call',
      payload: { ...where, name: toolCall.name, arguments: toolCall.arguments },
    },
    now,
  );
  // It is awaited where it counts: by the command itself, and in any case before anything else is recorded.
  written.catch(() => {});
  const result = (outcome: ToolOutcome, snapshot: Snapshot | null): NewEvent => ({
    event: 'tool_result',
    payload: {
      ...where,
      output: outcome.output + refusedNote(snapshot?.refused ?? []),
      exit_code: outcome.exitCode,
      timed_out: outcome.timedOut,
      duration_ms: outcome.durationMs,
      tree: snapshot?.tree ?? null,
      refused: snapshot?.refused ?? [],
    },
  });
  let view: View;
  let outcome: ToolOutcome;
  try {
    view = await views.viewFor(call, iteration);
    const { tools } = roleTable[call.role];
    outcome = await runTool(toolCall, tools, {
      view,
      sandbox: heldBack(world.sandbox, written),
      outputLimitBytes: outputLimitBytes(call, state.options),
      signal,
    });
  } catch (error) {
    await written;
    return failed(error);
  }
  await written;
  try {
    const snapshot = await snapshotOf(view);
    if (world.isDiskFull()) throw new Error('The disk is full.');
    await record(result(outcome, snapshot));
  } catch (error) {
    if (!failedForRoom(error, world)) return failed(error);
    // Most likely the command has filled it: its files go, the model is told, and the run goes on.
    await views.discardAll();
    await record(result({ ...outcome, output: outcome.output + diskFullNote }, null));
  }

  async function failed(error: unknown): Promise<void> {
    await views.closeAll();
    if (signal.aborted) return;
    if (failedForRoom(error, world)) throw error;
    const reason = `${call.role}: the tool call ${toolCall.name} could not be carried out: ${(error as Error).message}`;
    await record({ event: 'step_failed', payload: { iteration, step: call.role, error: reason } });
  }
}

/** A sandbox whose commands do not run before the line that announces them is on disk; meanwhile it is made ready. */
function heldBack(sandbox: Sandbox, written: Promise<void>): Sandbox {
  return { run: (view, request) => sandbox.run(view, { ...request, mayRun: written }) };
}

const diskFullNote =
  '\n[The disk is full. What this call has changed was taken back: the files are as they were before it.]';

/** The planner's view keeps nothing, so there is nothing to measure in it. */
async function snapshotOf(view: View): Promise<Snapshot | null> {
  return view.kind === 'planner' ? null : view.snapshot();
}

function refusedNote(refused: Snapshot['refused']): string {
  if (refused.length === 0) return '';
  const list = refused.map(({ path, reason }) => `${path}: ${reason}`).join('\n');
  return `\n[These changes can't be delivered and keep the run from completing:\n${list}]`;
}
