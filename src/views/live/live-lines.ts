import type { RunState } from '../../core/state.ts';
import { type Budget, budgetsOf } from '../course/budgets.ts';
import { countText, durationText } from '../text/amounts.ts';
import { checkWords } from '../text/check-words.ts';
import { columnsOf, fitColumns } from '../text/fit-columns.ts';
import { plainLine } from '../text/plain-text.ts';
import { wrapLine } from '../text/wrap-line.ts';
import type { CommandGlimpse } from './command-glimpse.ts';
import type { Activity, LiveCourse, OpenCheck } from './live-course.ts';

/** A line of the live area, and how it is to look. */
export interface LiveLine {
  text: string;
  tone: 'strong' | 'plain' | 'alert' | 'dim';
}

/** All that the live area shows. */
export interface LiveScene {
  /** Null before the run's first event. */
  state: RunState | null;
  course: LiveCourse;
  /** Of the commands that run, the one that began first. */
  glimpse: CommandGlimpse | null;
  /** What the keys do, where there are keys. */
  keys: string;
  /** Milliseconds since the epoch; `openedAt` is when the view was. */
  now: number;
  openedAt: number;
}

export interface ScreenSize {
  columns: number;
  rows: number;
}

const mostLines = 8;
const labelColumns = 10;
/** Of a command that runs for less nothing is told. */
const quietMs = 5000;

/** A line with its rank: where the screen is low, those of the highest number go first. */
interface RankedLine extends LiveLine {
  rank: number;
}

/** The live area for a screen: never more lines than eight, or than leave room for the log above; none is wider. */
export function liveLines(scene: LiveScene, { columns, rows }: ScreenSize): LiveLine[] {
  const room = Math.max(1, Math.min(mostLines, Math.floor(rows * 0.6)));
  const kept = linesOf(scene, columns);
  while (kept.length > room) {
    const highest = Math.max(...kept.map(({ rank }) => rank));
    kept.splice(
      kept.findLastIndex(({ rank }) => rank === highest),
      1,
    );
  }
  return kept.map(({ text, tone }) => ({ text: fitted(text, columns), tone }));
}

/** Three columns are the least that a cut line takes. */
function fitted(text: string, columns: number): string {
  return columns < 4 ? text.slice(0, Math.max(0, columns)) : fitColumns(text, columns);
}

function linesOf(scene: LiveScene, columns: number): RankedLine[] {
  const { state, course, now, openedAt, keys } = scene;
  const keyLine: RankedLine[] = keys === '' ? [] : [{ text: keys, tone: 'dim', rank: 6 }];
  if (state === null) {
    const words = 'takes the base, and tries what must work before a model is asked';
    return [activityLine({ label: 'run', words, since: openedAt }, columns, now), ...keyLine];
  }
  return [
    { text: headText(state, now, columns), tone: 'strong', rank: 2 },
    ...(course.activity === null ? [] : [activityLine(course.activity, columns, now)]),
    ...course.checks.slice(0, 2).map((check) => checkLine(check, scene, columns)),
    ...glimpseLines(scene),
    ...gateLinesOf(state, course, columns),
    ...itemLinesOf(state),
    ...(state.judgement === null
      ? [{ text: spendText(state, now, columns), tone: 'plain', rank: 3 } as const]
      : []),
    ...keyLine,
  ];
}

function labelledText(label: string, words: string): string {
  return label.padEnd(labelColumns) + words;
}

function headText(state: RunState, now: number, columns: number): string {
  const id = plainLine(state.runId);
  if (state.judgement !== null) return `judgement ${id}`;
  const iteration = `iteration ${state.iteration?.number ?? 0} of ${state.options.max_iterations}`;
  const time = budgetsOf(state, now).find(({ name }) => name === 'time');
  const parts = [`run ${id}`, iteration, ...(time === undefined ? [] : [amountText(time, wholeDuration)])];
  const text = parts.join('  ');
  return columnsOf(text) <= columns ? text : parts.slice(1).join('  ');
}

/** Words that are cut so that the time behind them stays in sight. */
function timed(label: string, words: string, time: string, columns: number): string {
  const room = Math.max(4, columns - labelColumns - columnsOf(time) - 3);
  return `${labelledText(label, fitColumns(words, room))} (${time})`;
}

function activityLine({ label, words, since }: Activity, columns: number, now: number): RankedLine {
  return { text: timed(label, words, wholeDuration(now - since), columns), tone: 'plain', rank: 0 };
}

function checkLine(open: OpenCheck, { state, course, now }: LiveScene, columns: number): RankedLine {
  const expected = Math.max(open.number, course.checksOfVerdict ?? leastChecks(state));
  const about = course.checksOfVerdict === null ? 'about ' : '';
  const words = `${open.number} of ${about}${expected}: ${checkWords[open.check]}`;
  const base = course.baseMs === null ? '' : `; the base took ${wholeDuration(course.baseMs)}`;
  return {
    text: timed('verify', words, `${wholeDuration(now - open.since)}${base}`, columns),
    tone: 'plain',
    rank: 0,
  };
}

/** The runs that a verdict takes where nothing speaks against the result, the base's own aside. */
function leastChecks(state: RunState | null): number {
  if (state === null) return 1;
  const { evidence, sealed_verify, mutation } = state.options;
  return 4 + (evidence === 'proven' ? 1 : 0) + (sealed_verify.length > 0 ? 1 : 0) + (mutation ? 1 : 0);
}

function glimpseLines({ glimpse, now }: LiveScene): RankedLine[] {
  if (glimpse === null || now - glimpse.since < quietMs) return [];
  const { passed, failed, firstFailed, lastLine } = glimpse;
  const counts = [
    ...(passed > 0 ? [`${countText(passed)} passed`] : []),
    ...(failed > 0 ? [`${countText(failed)} failed`] : []),
  ];
  const first = firstFailed === '' ? '' : `, first ${plainLine(firstFailed)}`;
  const tests = counts.length === 0 ? '' : `${counts.join(', ')} so far${first}`;
  return [
    ...(tests === ''
      ? []
      : [{ text: labelledText('', tests), tone: failed > 0 ? 'alert' : 'plain', rank: 4 } as const]),
    ...(lastLine === ''
      ? []
      : [{ text: labelledText('', plainLine(lastLine)), tone: 'dim', rank: 5 } as const]),
  ];
}

/** Which gate is closed, first of all, and why: in two rows where it takes them. */
function gateLinesOf(
  { iteration, judgement }: RunState,
  { gates }: LiveCourse,
  columns: number,
): RankedLine[] {
  if (judgement !== null) return [];
  if (gates.length === 0) {
    return [{ text: labelledText('gates', 'none was asked yet'), tone: 'dim', rank: 4 }];
  }
  const closed = gates.find(({ met }) => !met);
  const met = `${gates.filter((gate) => gate.met).length} of ${gates.length} met`;
  if (closed === undefined) return [{ text: labelledText('gates', met), tone: 'plain', rank: 1 }];
  const asked =
    closed.since.iteration === iteration?.number ? '' : ` (since iteration ${closed.since.iteration})`;
  const reason = plainLine(closed.reason);
  const line = labelledText('gates', `${met}; ${plainLine(closed.name)}${asked}: ${reason}`);
  const [first = '', ...rest] = wrapLine(line, columns);
  if (rest.length === 0) return [{ text: first, tone: 'alert', rank: 1 }];
  const second = labelledText('', rest.map((row) => row.trim()).join(' '));
  return [
    { text: first, tone: 'alert', rank: 1 },
    { text: second, tone: 'alert', rank: 5 },
  ];
}

function itemLinesOf({ items, judgement }: RunState): RankedLine[] {
  if (judgement !== null) return [];
  if (items.length === 0) return [{ text: labelledText('items', 'none yet'), tone: 'dim', rank: 5 }];
  const open = items.filter(({ status }) => status !== 'done');
  const names = open.map(({ task_id, title }) => plainLine(`${task_id} ${title}`)).join('; ');
  const words =
    open.length === 0 ? `all ${items.length} done` : `${open.length} of ${items.length} open: ${names}`;
  return [{ text: labelledText('items', words), tone: 'plain', rank: 4 }];
}

/** What is spent beside each ceiling, in the longest form that fits. */
function spendText(state: RunState, now: number, columns: number): string {
  const budgets = budgetsOf(state, now).filter(({ name }) => name === 'cost' || name === 'tokens');
  const forms = [
    budgets.map((budget) => `${budget.text}${budget.name === 'tokens' ? ' tokens' : ''}`),
    budgets.map((budget) =>
      budget.name === 'tokens' ? `${amountText(budget, roundCount)} tokens` : budget.text,
    ),
    budgets.map((budget) =>
      amountText(budget, budget.name === 'tokens' ? roundCount : (usd) => `$${usd.toFixed(2)}`),
    ),
  ].map((form) => labelledText('spend', form.join(', ')));
  return forms.find((form) => columnsOf(form) <= columns) ?? forms.at(-1) ?? '';
}

function amountText({ used, ceiling }: Budget, text: (amount: number) => string): string {
  return ceiling === null ? text(used) : `${text(used)} of ${text(ceiling)}`;
}

/** `812`, `81k`, `1.2M` */
function roundCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${(count / 1e6).toFixed(1).replace(/\.0$/, '')}M`;
}

/** As durations are written, but without parts of a second, which would only flicker. */
function wholeDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  return ms < 60_000 ? `${Math.floor(ms / 1000)} s` : durationText(ms);
}
