/**
 * Measures the log: how long 100,000 events take to be opened, verified and folded, and what an append costs beside a
 * bare write and fdatasync of the same bytes, both in turns in one run. Usage: node scripts/bench-log.ts [<folder>]
 */
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NewEvent } from '../src/core/events.ts';
import { foldAll } from '../src/core/fold/fold.ts';
import { createFileStore } from '../src/log/file/file-store.ts';
import { parseLog } from '../src/log/file/read-log.ts';
import { emptyEnd, endOf, sealLine } from '../src/log/seal-line.ts';
import { makeLongLog } from './bench/long-log.ts';

const eventCount = 100_000;
const appendCount = 1000;
const folder = await mkdtemp(join(process.argv[2] ?? tmpdir(), 'proofloop-bench-'));
try {
  await measureOpening(join(folder, 'long.jsonl'));
  await measureAppending(join(folder, 'appended.jsonl'), join(folder, 'bare'));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureOpening(path: string): Promise<void> {
  const { lines } = await makeLongLog(eventCount);
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  await writeFile(path, bytes);
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const startedAt = performance.now();
    const { events } = parseLog(await readFile(path), path);
    foldAll(events);
    times.push(performance.now() - startedAt);
  }
  const size = (bytes.length / 1e6).toFixed(0);
  console.log(
    `open, verify and fold ${eventCount} events (${size} MB): ${median(times).toFixed(0)} ms, median of ${times.length}`,
  );
}

async function measureAppending(logPath: string, barePath: string): Promise<void> {
  const store = createFileStore({ logPath, runHome: dirname(logPath) }, Date.now);
  const log = await (await store.claim()).create();
  const bare = await open(barePath, 'ax', 0o600);
  const event: NewEvent = {
    event: 'tool_result',
    payload: {
      iteration: 1,
      role: 'coder',
      step: 1,
      call_id: 'call_1',
      output: `exit code 0\n${'a line of output\n'.repeat(60)}`,
      exit_code: 0,
      timed_out: false,
      duration_ms: 12,
      tree: 'a'.repeat(40),
      refused: [],
      undelivered: [],
      dependencies_key: null,
    },
  };
  const bytes = Buffer.from(`${sealLine(event, emptyEnd, Date.now()).line}\n`);
  let end = emptyEnd;
  const appends: number[] = [];
  const writes: number[] = [];
  for (let round = 0; round < appendCount; round += 1) {
    const beforeAppend = performance.now();
    const line = sealLine(event, end, Date.now());
    await log.append([line]);
    end = endOf(line);
    const between = performance.now();
    await bare.write(bytes);
    await bare.datasync();
    appends.push(between - beforeAppend);
    writes.push(performance.now() - between);
  }
  await bare.close();
  await log.close();
  const [append, write] = [median(appends), median(writes)];
  console.log(
    `append one event of ${bytes.length} bytes: ${append.toFixed(3)} ms; bare write and fdatasync: ${write.toFixed(3)} ms; ratio ${(append / write).toFixed(2)}, medians of ${appendCount}`,
  );
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
