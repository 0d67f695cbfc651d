import { proofloopHome } from '../../config/home-paths.ts';
import type { Surroundings } from '../../config/surroundings.ts';
import { answerTurn, type JudgedTurn, type TurnAnswer } from '../../core/hook-turn.ts';
import type { CommandLine } from '../../core/settings/settings.ts';
import type { Inbox } from '../../ports/attendance.ts';
import { headCommitOf } from '../../workspace/base/revisions.ts';
import { judgeChange } from '../judge-change.ts';
import { planJudgement } from '../plan-judgement.ts';
import { UsageError } from '../usage-error.ts';
import { type HookAgent, type HookEvent, hookEventSchema, hookSettings } from './hook-agents.ts';
import { keepSession, readSession, type SessionRecord } from './session-record.ts';

/** Under what the end of a turn is judged. */
export interface HookTerms {
  agent: HookAgent;
  maxRefusals: number;
  commandLine: CommandLine;
  inbox: Inbox;
}

const quiet: TurnAnswer = { kind: 'let go', say: null, refusals: 0 };

/**
 * Answers an agent's hook event, whose text is `input`: at the beginning of a session its commit is kept, at the end of a
 * turn the checkout is judged against it. Never rejects: where nothing can be measured, the agent is let go and the person
 * is told.
 */
export async function answerHook(
  input: string,
  terms: HookTerms,
  surroundings: Surroundings,
): Promise<TurnAnswer> {
  try {
    const event = hookEventSchema.parse(JSON.parse(input));
    if (event.hook_event_name === 'SessionStart') return await beginSession(event, terms, surroundings);
    if (event.hook_event_name === 'Stop') return await endTurn(event, terms, surroundings);
    return quiet;
  } catch (error) {
    const reason =
      error instanceof SyntaxError || (error as Error).name === 'ZodError'
        ? 'the hook was not given an event that it knows'
        : (error as Error).message;
    return answerTurn({ kind: 'unmeasured', reason }, 0, terms.maxRefusals, []);
  }
}

const nameOf = (event: HookEvent, { agent }: HookTerms) => `${agent} ${event.session_id}`;

/** A session that is resumed or compacted goes on from where it first began. */
async function beginSession(
  event: HookEvent,
  terms: HookTerms,
  surroundings: Surroundings,
): Promise<TurnAnswer> {
  const home = proofloopHome(surroundings);
  const name = nameOf(event, terms);
  if ((await readSession(home, name)).kind === 'kept') return quiet;
  await keepSession(home, name, await newSession(event, surroundings));
  return quiet;
}

async function newSession(event: HookEvent, surroundings: Surroundings): Promise<SessionRecord> {
  const folder = event.cwd ?? surroundings.currentFolder;
  const base_commit = await headCommitOf(folder, surroundings.environment.PATH ?? '');
  return { folder, base_commit, refusals: 0 };
}

async function endTurn(event: HookEvent, terms: HookTerms, surroundings: Surroundings): Promise<TurnAnswer> {
  const home = proofloopHome(surroundings);
  const name = nameOf(event, terms);
  const kept = await readSession(home, name);
  const isKnown = kept.kind === 'kept';
  const folder = event.cwd ?? surroundings.currentFolder;
  // Against whatever the session has committed too, as far as it can be told without its beginning.
  const record: SessionRecord = isKnown ? kept.record : { folder, base_commit: null, refusals: 0 };
  const { turn, files } = await judgeTurn(record, terms, surroundings);
  const altered = files.filter((path) => hookSettings[terms.agent].includes(path));
  const notices = [
    ...(isKnown ? [] : [unknownBeginning(kept.kind)]),
    ...altered.map((path) => `${path}, which holds this agent's hooks, was changed since the session began`),
  ];
  const answer = answerTurn(turn, record.refusals, terms.maxRefusals, notices);
  await keepSession(home, name, { ...record, refusals: answer.refusals });
  return answer;
}

function unknownBeginning(kind: 'none' | 'altered'): string {
  const why =
    kind === 'altered'
      ? 'its record was altered'
      : 'it was not told of it (SessionStart), or its record is gone';
  return `the commit at which this session began is not known, as ${why}; the work was judged against the default branch`;
}

async function judgeTurn(
  { folder, base_commit }: SessionRecord,
  { commandLine, inbox }: HookTerms,
  surroundings: Surroundings,
): Promise<{ turn: JudgedTurn; files: readonly string[] }> {
  try {
    const here = { ...surroundings, currentFolder: folder };
    const planned = await planJudgement(commandLine, { base: base_commit, head: null }, here, null);
    const { run, state } = await judgeChange(planned, here, inbox, () => undefined);
    const finished = state.judgement?.finished;
    const { verdict = 'unverified', reasons = [] } = finished ?? {};
    const turn: JudgedTurn =
      verdict === 'unverified'
        ? { kind: 'unmeasured', reason: reasons.join('; ') }
        : { kind: 'judged', verdict, reasons, runId: run.runId };
    return { turn, files: state.artifacts };
  } catch (error) {
    if (error instanceof UsageError && error.problem === 'nothing_to_judge')
      return { turn: { kind: 'unchanged' }, files: [] };
    return { turn: { kind: 'unmeasured', reason: (error as Error).message }, files: [] };
  }
}
