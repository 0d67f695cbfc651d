import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import {
  type LiveRun,
  type LoggedEvent,
  openRun,
  type StartOptions,
  type Summary,
  startRun,
  UsageError,
} from '../index.ts';
import { type DemoFiles, findDemoFiles } from './demo-files.ts';
import { makeExampleRepository } from './example-repository.ts';
import { startRecordedEndpoint } from './recorded-endpoint.ts';

/** Who watches the demo, and how it is played. */
export interface DemoOrder {
  /** Whether the example repository and the run's log stay. */
  keep: boolean;
  /** Aborting it stops the run. */
  signal: AbortSignal;
  /** Search path of the user. */
  searchPath: string;
  /** Told the day of the recording, and whether commands are contained, before the first event. */
  introduce: (day: string, contained: boolean) => void;
  /** Told each event. */
  tell: (event: LoggedEvent) => void;
}

/** The demo's run once it has ended. */
export interface PlayedDemo {
  summary: Summary;
  events: LoggedEvent[];
  /** What the run changed, as git shows it. */
  diff: string;
  /** Absolute paths of the repository and of the folder that took the place of `PROOFLOOP_HOME`. */
  repository: string;
  home: string;
}

/** Plays the recorded run on an example repository in a temporary folder, over HTTP and under the real loop. */
export async function playDemo(order: DemoOrder): Promise<PlayedDemo> {
  const files = await findDemoFiles();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'proofloop-demo-')));
  try {
    return await playIn(folder, files, order);
  } finally {
    if (!order.keep) await rm(folder, { recursive: true, force: true });
  }
}

async function playIn(folder: string, files: DemoFiles, order: DemoOrder): Promise<PlayedDemo> {
  const repository = join(folder, 'fair-split');
  const home = join(folder, 'home');
  await mkdir(repository);
  // The demo is the same for everyone: settings and keys of the user stay out of it. The running node goes first on the
  // search path, as the example's tests need one, and another may stand there or none.
  const searchPath = [dirname(process.execPath), order.searchPath].join(delimiter);
  const environment = { PATH: searchPath, XDG_CONFIG_HOME: join(folder, 'config') };
  const place = { home, environment, currentFolder: repository };
  const endpoint = await startRecordedEndpoint(files.recorded);
  try {
    await makeExampleRepository(files.repository, repository, { PATH: searchPath });
    const { run, contained } = await start({
      ...place,
      ...{ task: files.task, verify: ['node --test'], model: 'recorded-answers' },
      ...{ baseUrl: endpoint.baseUrl, signal: order.signal },
    });
    order.introduce(files.day, contained);
    const events: LoggedEvent[] = [];
    for await (const event of run.events) {
      events.push(event);
      order.tell(event);
    }
    const { summary } = await run.ended;
    const diff = await (await openRun(run.runId, place)).diff();
    return { summary, events, diff, repository, home };
  } finally {
    await endpoint.close();
  }
}

/** Without a sandbox it plays all the same: its commands are bundled and known. */
async function start(options: StartOptions): Promise<{ run: LiveRun; contained: boolean }> {
  try {
    return { run: await startRun({ ...options, sandbox: 'auto' }), contained: true };
  } catch (error) {
    if (!(error instanceof UsageError) || error.problem !== 'no_sandbox') throw error;
    return { run: await startRun({ ...options, sandbox: 'off' }), contained: false };
  }
}
