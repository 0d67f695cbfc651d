import { readSurroundings } from '../../config/surroundings.ts';
import { fold } from '../../core/fold/fold.ts';
import type { RunState } from '../../core/state.ts';
import { type PlayedDemo, playDemo } from '../../demo/play-demo.ts';
import { progressLines } from '../../views/progress/progress-lines.ts';
import { exitCode } from '../../views/summary/exit-code.ts';
import { terminalDiff } from '../../views/text/diff-text.ts';
import { farewellLines, gatePanel, introductionLines, storyLines } from '../demo-text.ts';
import { columnsFor, print, wantsColor } from '../output.ts';
import { exitCodes, listenForSignals } from '../signals.ts';

/** `proofloop demo`: resolves with the exit code. `keep` leaves the example repository and the run's log behind. */
export async function demoCommand(keep: boolean): Promise<number> {
  const { environment } = readSurroundings();
  const inbox = listenForSignals(null);
  let shown: RunState | null = null;
  try {
    const played = await playDemo({
      keep,
      signal: inbox.signal,
      searchPath: environment.PATH ?? '',
      introduce: (day, contained) => print(introductionLines(day, contained)),
      tell: (event) => {
        const state = fold(shown, event);
        print(progressLines(shown, state, event, columnsFor(process.stdout)));
        shown = state;
      },
    });
    const { summary, events } = played;
    const diff = terminalDiff(played.diff, wantsColor(environment, process.stdout)).trimEnd();
    print(['', ...gatePanel(events), '', 'the diff:', '', diff, '', ...storyLines(events), '']);
    print(keep ? keptLines(played) : []);
    print(farewellLines());
    return exitCode(summary, inbox.stopRequest());
  } catch (error) {
    const signal = inbox.stopRequest();
    if (signal === null || shown !== null) throw error;
    print(['stopped: nothing was started']);
    return exitCodes[signal];
  } finally {
    inbox.stopListening();
  }
}

function keptLines({ repository, home }: PlayedDemo): string[] {
  return [
    'What the demo wrote is kept:',
    `  cd ${repository}`,
    `  export PROOFLOOP_HOME=${home}`,
    '  proofloop show latest',
    '',
  ];
}
