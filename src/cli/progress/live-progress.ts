import type { RunState } from '../../core/state.ts';
import { readGlimpse } from '../../runs/read-glimpse.ts';
import { openLiveView } from '../../terminal/open-live-view.ts';
import type { CommandGlimpse } from '../../views/live/command-glimpse.ts';
import { followCourse, type LiveCourse, liveCourseOf, noCourse } from '../../views/live/live-course.ts';
import { type LiveScene, liveLines } from '../../views/live/live-lines.ts';
import { runTitle } from '../../views/live/run-title.ts';
import { letWrite, wantsColor } from '../output.ts';
import { diffSoFar } from './diff-so-far.ts';
import type { Progress, ProgressPlace } from './progress-place.ts';
import { setTitle } from './terminal-title.ts';

const lookMs = 1000;
const keyLine = 'q leave, s stop, d changes so far, ? help';

/** Lines as `plain` writes them, with the live area below them. */
export async function liveProgress(place: ProgressPlace, plain: Progress): Promise<Progress> {
  const { earlier, stream, surroundings } = place;
  let state: RunState | null = earlier?.state ?? null;
  let course = earlier === null ? noCourse : liveCourseOf(earlier.events);
  let isOpen = true;
  let glimpse: CommandGlimpse | null = null;
  const look = setInterval(async () => {
    glimpse = isBusy(course) ? await readGlimpse(place.run) : null;
  }, lookMs);
  const openedAt = Date.now();
  const hasKeys = process.stdin.isTTY === true;
  const scene = (): LiveScene => ({
    state,
    course,
    glimpse: isBusy(course) ? glimpse : null,
    keys: hasKeys ? keyLine : '',
    now: Date.now(),
    openedAt,
  });
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(look);
    await view.close();
    letWrite(null);
    title.restore();
  };
  const view = await openLiveView({
    output: stream as import('node:tty').WriteStream,
    input: hasKeys ? process.stdin : null,
    color: wantsColor(surroundings.environment, stream),
    wrapsAnew: wrapsAnew(surroundings.environment),
    draw: (size) => liveLines(scene(), size),
    onKey: keyActions(place, close),
    onGone: () => void close(),
  });
  letWrite(view.write);
  const title = setTitle(stream);
  title.show(runTitle(state));
  return {
    follow(event, before, after) {
      course = followCourse(course, event);
      state = after;
      plain.follow(event, before, after);
      if (!isOpen) return;
      title.show(runTitle(state));
      view.refresh();
    },
    async close() {
      await close();
      await plain.close();
    },
  };
}

/** What each key does; `closeView` gives the terminal back. */
function keyActions(place: ProgressPlace, closeView: () => Promise<void>): (key: string) => void {
  const { run, stop, leave, surroundings, stream, tell } = place;
  let isStopping = false;
  const leaveView = async () => {
    await closeView();
    if (leave !== null) leave();
    else tell([`the run goes on, in plain lines; the view again: proofloop watch ${run.runId}`]);
  };
  const actions: Record<string, () => void> = {
    'ctrl-c': () => process.kill(process.pid, 'SIGINT'),
    'ctrl-\\': () => process.kill(process.pid, 'SIGQUIT'),
    q: () => void leaveView(),
    s: () => {
      if (!isStopping) stop();
      isStopping = true;
    },
    d: () => void diffSoFar(run, surroundings, stream).then(tell),
    '?': () => tell(helpLines),
  };
  return (key) => actions[key]?.();
}

/** Of the terminals in use, xterm and screen cut what they have no columns for. */
function wrapsAnew({
  TERM = '',
  TMUX,
  XTERM_VERSION,
}: Readonly<Record<string, string | undefined>>): boolean {
  return TMUX !== undefined || (XTERM_VERSION === undefined && !TERM.startsWith('screen'));
}

/** Whether a command may be running. */
function isBusy({ activity, checks }: LiveCourse): boolean {
  return activity !== null || checks.length > 0;
}

const helpLines = [
  '',
  'q       leave this view; the run goes on',
  's       stop the run, as Ctrl-C does: what is done is kept, and it can be resumed',
  'd       show the changes so far',
  'Ctrl-C  stop the run; once more ends it at once (in watch: stop watching)',
  'Ctrl-Z  suspend; fg goes on',
  '',
];
