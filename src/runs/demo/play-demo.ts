import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Surroundings } from '../../config/surroundings.ts';
import type { LoggedEvent } from '../../core/events.ts';
import type { RunState } from '../../core/state.ts';
import { runLoop } from '../../engine/run-loop.ts';
import type { Inbox, RunObserver } from '../../ports.ts';
import { findSandbox } from '../../sandbox/find-sandbox.ts';
import { readRecordedAnswers, recordedModel } from '../../wire.ts';
import { planRun } from '../plan-run.ts';
import { startRun } from '../start-run.ts';
import { type DemoFiles, findDemoFiles } from './demo-files.ts';
import { makeExampleRepository } from './example-repository.ts';
import { startRecordedEndpoint } from './recorded-endpoint.ts';

/** Who watches the demo, and how it is played. */
export interface DemoOrder {
  /** Whether the example repository and the run's log stay. */
  keep: boolean;
  inbox: Inbox;
  /** Told the day of the recording, and whether commands are contained, before the run begins. */
  introduce: (day: string, contained: boolean) => void;
  observer: RunObserver;
}

/** The demo's run once it has ended. */
export interface PlayedDemo {
  state: RunState;
  events: LoggedEvent[];
  /** What the run changed, as git shows it. */
  diff: string;
  /** Absolute paths of the repository and of the folder that took the place of `PROOFLOOP_HOME`. */
  repository: string;
  home: string;
}

/** Plays the recorded run on an example repository in a temporary folder, over HTTP and under the real loop. */
export async function playDemo(order: DemoOrder, surroundings: Surroundings): Promise<PlayedDemo> {
  const files = await findDemoFiles();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'proofloop-demo-')));
  const endpoint = await startRecordedEndpoint(recordedModel(await readRecordedAnswers(files.recording)));
  try {
    // Without a sandbox it plays all the same: its commands are bundled and known.
    const sandbox = (await findSandbox()).kind === 'none' ? 'off' : 'auto';
    order.introduce(files.day, sandbox === 'auto');
    const stage = { files, sandbox, baseUrl: endpoint.baseUrl } as const;
    return await playOn(stage, order, await demoSurroundings(folder, surroundings));
  } finally {
    await endpoint.close();
    if (!order.keep) await rm(folder, { recursive: true, force: true });
  }
}

interface Stage {
  files: DemoFiles;
  sandbox: 'auto' | 'off';
  baseUrl: string;
}

async function playOn(
  { files, sandbox, baseUrl }: Stage,
  { inbox, observer }: DemoOrder,
  surroundings: DemoSurroundings,
): Promise<PlayedDemo> {
  const { currentFolder: repository, environment } = surroundings;
  await makeExampleRepository(files.repository, repository, { PATH: environment.PATH });
  const commandLine = {
    task: files.task,
    verify: ['node --test'],
    sandbox,
    model: 'recorded-answers',
    baseUrl,
  };
  const planned = await planRun(commandLine, surroundings, null);
  const events: LoggedEvent[] = [];
  const { world, journal, workspace } = await startRun(planned, surroundings, inbox, (event, state) => {
    events.push(event);
    observer(event, state);
  });
  const state = await runLoop(world, journal).finally(() => journal.close());
  const diff = await workspace.diffText(state.baseTree, state.tree);
  return { state, events, diff, repository, home: environment.PROOFLOOP_HOME };
}

interface DemoSurroundings extends Surroundings {
  environment: Readonly<Record<'PATH' | 'PROOFLOOP_HOME' | 'XDG_CONFIG_HOME', string>>;
}

/**
 * The demo is the same for everyone: settings and keys of the user stay out of it. The running node goes first on the
 * search path, as the example's tests need one, and another may stand there or none.
 */
async function demoSurroundings(
  folder: string,
  { environment, userHome }: Surroundings,
): Promise<DemoSurroundings> {
  const repository = join(folder, 'fair-split');
  await mkdir(repository);
  return {
    environment: {
      PATH: [dirname(process.execPath), environment.PATH ?? ''].join(delimiter),
      PROOFLOOP_HOME: join(folder, 'home'),
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
    userHome,
    currentFolder: repository,
  };
}
