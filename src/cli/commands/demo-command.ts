import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { readSurroundings, type Surroundings } from '../../config/surroundings.ts';
import type { LoggedEvent } from '../../core/events.ts';
import type { RunState } from '../../core/state.ts';
import { summarize } from '../../core/summary.ts';
import { runLoop } from '../../engine/run-loop.ts';
import { readAnswers } from '../../log/read-answers.ts';
import { type DemoFiles, findDemoFiles } from '../../runs/demo/demo-files.ts';
import { makeExampleRepository } from '../../runs/demo/example-repository.ts';
import { type RecordedEndpoint, startRecordedEndpoint } from '../../runs/demo/recorded-endpoint.ts';
import { planRun } from '../../runs/plan-run.ts';
import { startRun } from '../../runs/start-run.ts';
import { findSandbox } from '../../sandbox/find-sandbox.ts';
import { progressLines } from '../../views/progress/progress-lines.ts';
import { exitCode } from '../../views/summary/exit-code.ts';
import { diffText } from '../../views/text/diff-text.ts';
import { recordedModel } from '../../wire.ts';
import { farewellLines, gatePanel, introductionLines, storyLines } from '../demo-text.ts';
import { columnsFor, print } from '../output.ts';
import { listenForSignals } from '../signals.ts';

/** `proofloop demo`: resolves with the exit code. `keep` leaves the example repository and the run's log behind. */
export async function demoCommand(keep: boolean): Promise<number> {
  const files = await findDemoFiles();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'proofloop-demo-')));
  const endpoint = await startRecordedEndpoint(recordedModel(await readAnswers(files.recording)));
  try {
    // Without a sandbox it plays all the same: its commands are bundled and known.
    const sandbox = (await findSandbox()).kind === 'none' ? 'off' : 'auto';
    print(introductionLines(files.day, sandbox === 'auto'));
    return await playDemo({ files, folder, endpoint, sandbox, keep });
  } finally {
    await endpoint.close();
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
}

interface Demo {
  files: DemoFiles;
  /** Absolute path of the folder for everything that it makes. */
  folder: string;
  endpoint: RecordedEndpoint;
  sandbox: 'auto' | 'off';
  /** Whether that folder stays. */
  keep: boolean;
}

async function playDemo({ files, folder, endpoint, sandbox, keep }: Demo): Promise<number> {
  const surroundings = await demoSurroundings(folder);
  const { currentFolder, environment } = surroundings;
  await makeExampleRepository(files.repository, currentFolder, { PATH: environment.PATH ?? '' });
  const commandLine = {
    task: files.task,
    verify: ['node --test'],
    sandbox,
    model: 'recorded-answers',
    baseUrl: endpoint.baseUrl,
  };
  const planned = await planRun(commandLine, surroundings, null);
  const inbox = listenForSignals(null);
  const events: LoggedEvent[] = [];
  let shown: RunState | null = null;
  try {
    const { world, journal, workspace } = await startRun(planned, surroundings, inbox, (event, state) => {
      events.push(event);
      print(progressLines(shown, state, event, columnsFor(process.stdout)));
      shown = state;
    });
    const closed = await runLoop(world, journal).finally(() => journal.close());
    const diff = diffText(await workspace.diffText(closed.baseTree, closed.tree), wantsColor());
    print(['', ...gatePanel(closed), '', 'the diff:', '', diff.trimEnd(), '', ...storyLines(events), '']);
    print(keep ? keptLines(folder) : []);
    print(farewellLines());
    return exitCode(summarize(closed), closed.stopRequested);
  } finally {
    inbox.stopListening();
  }
}

/**
 * The demo is the same for everyone: settings and keys of the user stay out of it. The running node goes first on the
 * search path, as the example's tests need one, and another may stand there or none.
 */
async function demoSurroundings(folder: string): Promise<Surroundings> {
  const { environment, userHome } = readSurroundings();
  const repository = join(folder, 'fair-split');
  await mkdir(repository);
  const path = [dirname(process.execPath), environment.PATH ?? ''].join(delimiter);
  return {
    environment: {
      PATH: path,
      PROOFLOOP_HOME: join(folder, 'home'),
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
    userHome,
    currentFolder: repository,
  };
}

function wantsColor(): boolean {
  return process.stdout.isTTY === true && (readSurroundings().environment.NO_COLOR ?? '') === '';
}

function keptLines(folder: string): string[] {
  return [
    'What the demo wrote is kept:',
    `  cd ${join(folder, 'fair-split')}`,
    `  export PROOFLOOP_HOME=${join(folder, 'home')}`,
    '  proofloop show latest',
    '',
  ];
}
