import type { ReadStream, WriteStream } from 'node:tty';
import type { LiveLine, ScreenSize } from '../views/live/live-lines.ts';
import { rewrappedRows } from '../views/live/rewrapped-rows.ts';
import type { ScreenHandle } from './live-screen.tsx';

/** A live area below the lines that are written above it. */
export interface LiveView {
  /** Writes lines above the live area. */
  write(lines: readonly string[]): void;
  /** Draws the live area anew, soon. */
  refresh(): void;
  /** Takes the live area away and gives the keyboard back; once more does nothing. */
  close(): Promise<void>;
}

export interface LiveViewChoice {
  output: WriteStream;
  /** Null where nobody can type. */
  input: ReadStream | null;
  /** Whether it may be coloured. */
  color: boolean;
  /** Whether it wraps what stands on it anew when it becomes narrower, as most do, and does not cut it. */
  wrapsAnew: boolean;
  draw: (size: ScreenSize) => LiveLine[];
  /** Is given each key, control keys as `ctrl-c`. */
  onKey: (key: string) => void;
  /** Called where the view ends by itself, as it can't draw any more. */
  onGone: () => void;
}

const tickMs = 1000;
const framesPerSecond = 4;

/** Takes the cursor's row away, and goes to the one above. */
const eraseAndUp = '\u001b[2K\u001b[1A';

/** Opens the view; what draws it is loaded only now. */
export async function openLiveView(choice: LiveViewChoice): Promise<LiveView> {
  // What draws colours by itself asks this variable alone, and when it is loaded.
  if (!choice.color) process.env.FORCE_COLOR = '0';
  const [{ render }, { createElement }, { LiveScreen }] = await Promise.all([
    import('ink'),
    import('react'),
    import('./live-screen.tsx'),
  ]);
  const { output, input, onGone } = choice;
  const waiting: string[] = [];
  let screen: ScreenHandle | null = null;
  let isAway = false;
  let isClosed = false;
  const flush = () => {
    if (screen !== null && !isAway && waiting.length > 0) screen.write(waiting.splice(0).join(''));
  };
  const attach = (handle: ScreenHandle) => {
    screen = handle;
    flush();
  };
  const suspend = async () => {
    if (screen === null || isAway) return;
    isAway = true;
    drawn.keep([]);
    await screen.suspend(stopUntilContinued).catch(() => {});
    isAway = false;
    flush();
    screen.redraw();
  };
  const onKey = (key: string) => {
    if (key === 'ctrl-z') void suspend();
    else choice.onKey(key);
  };
  const drawn = keepDrawn(output, choice.wrapsAnew);
  const draw = (size: ScreenSize) => drawn.keep(isClosed ? [] : choice.draw(size));
  const element = createElement(LiveScreen, { draw, attach, onKey: input === null ? null : onKey });
  // A terminal that is gone says so by a signal.
  const ignore = () => {};
  input?.on('error', ignore);
  const instance = render(element, {
    stdout: output,
    ...(input === null ? {} : { stdin: input }),
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
    isScreenReaderEnabled: false,
    maxFps: framesPerSecond,
  });
  const ended = instance.waitUntilExit().then(ignore, ignore);
  const tick = setInterval(() => screen?.redraw(), tickMs);
  void ended.then(() => {
    clearInterval(tick);
    if (!isClosed) onGone();
  });
  return {
    write(lines) {
      waiting.push(...lines.map((line) => `${line}\n`));
      flush();
    },
    refresh: () => screen?.redraw(),
    async close() {
      if (isClosed) return;
      isClosed = true;
      flush();
      instance.rerender(element);
      instance.clear();
      instance.unmount();
      await ended;
      drawn.forget();
      leaveInput(input, ignore);
    },
  };
}

/**
 * Keeps the lines that were drawn last. Where a terminal wraps them by becoming narrower, it takes the rows away that they
 * take more: what draws takes as many rows away as it has drawn.
 */
function keepDrawn(output: WriteStream, wrapsAnew: boolean) {
  let drawn: LiveLine[] = [];
  let lastColumns = output.columns;
  const onResize = () => {
    const isNarrower = output.columns < lastColumns;
    lastColumns = output.columns;
    if (isNarrower) output.write(eraseAndUp.repeat(rewrappedRows(drawn, output.columns)));
  };
  // Before the listener of what draws.
  if (wrapsAnew) output.prependListener('resize', onResize);
  return {
    keep(lines: LiveLine[]) {
      drawn = lines;
      return lines;
    },
    forget: () => void output.off('resize', onResize),
  };
}

/** What is typed from here on is for the shell, even before this process has ended. */
function leaveInput(input: ReadStream | null, onError: () => void): void {
  input?.off('error', onError);
  input?.pause();
}

/** As Ctrl-Z does where no program reads keys by itself: everything that the terminal belongs to stops. */
async function stopUntilContinued(): Promise<void> {
  const continued = new Promise<void>((resolve) => process.once('SIGCONT', () => resolve()));
  process.kill(0, 'SIGTSTP');
  await continued;
}
