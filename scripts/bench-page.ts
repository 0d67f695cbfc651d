/**
 * Measures the page with a run of 20,000 events, in one start of Chromium: how long until it can be used, what its tab
 * takes of memory, and what following the run takes of the processor. Usage: npm run bench:page -- [<events>]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownLogName } from '../src/log/file/file-index.ts';
import { programPath } from '../test/support/program.ts';
import { type Line, lineText } from './bench/line.ts';
import { makeLongLog } from './bench/long-log.ts';
import { median } from './bench/statistics.ts';
import { startTab, type Tab } from './bench/tab.ts';

const eventCount = Number(process.argv[2] ?? 20_000);
const rounds = 5;
const followedMs = 20_000;
/** A busy run writes about so often. */
const eventsPerSecond = 2;
const ticksPerSecond = 100;

const home = await mkdtemp(join(tmpdir(), 'proofloop-bench-page-'));
/** The run of the recording that the log is made of. */
const runId = '20261122-122824202-64f3';
const logPath = join(home, 'runs', runId, ownLogName);
try {
  await measure();
} finally {
  await rm(home, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  // A command says a good deal as a rule.
  const text = 'a line of what a command has printed, and of what a test has said\n'.repeat(30);
  const log = await makeLongLog(eventCount, ({ event, payload }) =>
    event === 'tool_result' ? { ...payload, output: `${payload.output}${text}` } : payload,
  );
  await mkdir(join(logPath, '..'), { recursive: true });
  const content = `${log.lines.join('\n')}\n`;
  await writeFile(logPath, content);
  const server = spawn(process.execPath, [programPath, 'ui'], {
    env: { PATH: process.env.PATH, HOME: home, PROOFLOOP_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const tab = await startTab();
  try {
    await tab.open(await addressOf(server));
    await until(tab, "document.querySelector('.runs li a') !== null");
    const list = await tabMemory(tab);
    const opened: number[] = [];
    for (let round = 0; round < rounds; round += 1) opened.push(await openRun(tab));
    const moved = await moveScrubber(tab);
    // What was opened before is garbage by now, which Chromium would take away in its own time.
    await tab.collectGarbage();
    await sleep(1000);
    const memory = await tabMemory(tab);
    const pids = await tab.processes();
    const idle = await shareOf(pids, async () => sleep(followedMs));
    const following = await shareOf(pids, async () => {
      for (const end = performance.now() + followedMs; performance.now() < end; ) {
        await appendFile(logPath, `${log.next(Date.now())}\n`);
        await sleep(1000 / eventsPerSecond);
      }
    });
    const shown = await tab.evaluate<string>("document.querySelector('.scrubber output').textContent");
    const what = `${eventCount} events, ${(content.length / 1e6).toFixed(0)} MB of log`;
    const lines: Line[] = [
      {
        name: 'page: until a run can be used',
        measured: median(opened),
        goal: 1000,
        unit: 'ms',
        detail: `${what}; median of ${rounds}, ${Math.round(Math.max(...opened))} ms at most`,
      },
      {
        name: 'page: until another event is shown',
        measured: moved,
        goal: 100,
        unit: 'ms',
        detail: `the slider at ${rounds * 2} places, median`,
      },
      {
        name: 'page: memory of its tab',
        measured: memory,
        goal: 150,
        unit: 'MB',
        detail: `private memory of the tab's process after a collection of garbage, ${list.toFixed(1)} MB with the list of runs`,
      },
      {
        name: 'page: following a run',
        measured: following,
        goal: 5,
        unit: 'percent at most',
        detail: `of one core, ${eventsPerSecond} events a second for ${followedMs / 1000} s, ${idle.toFixed(1)} % without any; then ${shown}`,
      },
    ];
    for (const line of lines) console.log(lineText(line));
  } finally {
    await tab.close();
    server.kill('SIGTERM');
  }
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error('nothing is read of the server');
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`the page's server exited with ${code} before it told its address`);
  });
  const [printed] = await Promise.race([once(server.stdout, 'data'), ended]);
  // It ends with the bench, when nobody waits for that any more.
  ended.catch(() => {});
  return String(printed).trim();
}

async function until(tab: Tab, expression: string): Promise<void> {
  while (!(await tab.evaluate<boolean>(expression))) await sleep(50);
}

/** From the choice of a run to its headline and its last event being drawn, with nothing left to do. */
async function openRun(tab: Tab): Promise<number> {
  await tab.evaluate("location.hash = '#/'");
  await until(tab, "document.querySelector('.runs li a') !== null");
  return tab.evaluate<number>(`new Promise((resolve, reject) => {
    const startedAt = performance.now();
    location.hash = '#/run/${runId}';
    const look = () => {
      const rows = [...document.querySelectorAll('.log .row .seq')];
      const isShown = document.querySelector('h1') !== null && rows.some((row) => row.textContent === '${eventCount}');
      if (performance.now() - startedAt > 60_000) return reject(new Error(document.querySelector('main').innerText));
      // What is typed now is answered after this.
      requestAnimationFrame(isShown ? () => setTimeout(() => resolve(performance.now() - startedAt)) : look);
    };
    look();
  })`);
}

/** How long it takes to show the run as it stood at another event. */
async function moveScrubber(tab: Tab): Promise<number> {
  const places = Array.from({ length: rounds * 2 }, (_, index) =>
    Math.floor((eventCount * (index + 1)) / (rounds * 2 + 1)),
  );
  const times = await tab.evaluate<number[]>(`(async () => {
    const slider = document.querySelector('.scrubber input');
    const taken = [];
    for (const place of ${JSON.stringify(places)}) {
      const startedAt = performance.now();
      slider.value = String(place);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
      taken.push(performance.now() - startedAt);
    }
    return taken;
  })()`);
  await tab.evaluate("document.querySelector('.scrubber button').click()");
  return median(times);
}

/** Private memory of the tab's process, in MB. */
async function tabMemory(tab: Tab): Promise<number> {
  const own = await tab.processes();
  const rollups = await Promise.all(own.map((pid) => textOf(`/proc/${pid}/smaps_rollup`)));
  const kilobytes = rollups
    .flatMap((rollup) => [...rollup.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB/gm)])
    .reduce((sum, [, amount]) => sum + Number(amount), 0);
  return kilobytes / 1000;
}

/** The share of one core that processes take while something is done, in percent. */
async function shareOf(pids: readonly number[], work: () => Promise<void>): Promise<number> {
  const [ticks, startedAt] = [await ticksOf(pids), performance.now()];
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  return ((100 / ticksPerSecond) * ((await ticksOf(pids)) - ticks)) / seconds;
}

async function ticksOf(pids: readonly number[]): Promise<number> {
  const stats = await Promise.all(pids.map((pid) => textOf(`/proc/${pid}/stat`)));
  return stats
    .map((stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' '))
    .reduce((sum, fields) => sum + Number(fields[11] ?? 0) + Number(fields[12] ?? 0), 0);
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
