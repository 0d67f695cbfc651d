import { readSurroundings } from '../../config/surroundings.ts';
import type { RunState } from '../../core/state.ts';
import { summarize } from '../../core/summary.ts';
import { type PlayedDemo, playDemo } from '../../runs/demo/play-demo.ts';
import { progressLines } from '../../views/progress/progress-lines.ts';
import { exitCode } from '../../views/summary/exit-code.ts';
import { terminalDiff } from '../../views/text/diff-text.ts';
import { farewellLines, gatePanel, introductionLines, storyLines } from '../demo-text.ts';
import { columnsFor, print, wantsColor } from '../output.ts';
import { exitCodes, listenForSignals } from '../signals.ts';

/** `proofloop demo`: resolves with the exit code. `keep` leaves the example repository and the run's log behind. */
export async function demoCommand(keep: boolean): Promise<number> {
  const surroundings = readSurroundings();
  const inbox = listenForSignals(null);
  let shown: RunState | null = null;
  try {
    const played = await playDemo(
      {
        keep,
        inbox,
        introduce: (day, contained) => print(introductionLines(day, contained)),
        observer: (event, state) => {
          print(progressLines(shown, state, event, columnsFor(process.stdout)));
          shown = state;
        },
      },
      surroundings,
    );
    const { state, events } = played;
    const diff = terminalDiff(played.diff, wantsColor(surroundings.environment)).trimEnd();
    print(['', ...gatePanel(state), '', 'the diff:', '', diff, '', ...storyLines(events), '']);
    print(keep ? keptLines(played) : []);
    print(farewellLines());
    return exitCode(summarize(state), state.stopRequested);
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
