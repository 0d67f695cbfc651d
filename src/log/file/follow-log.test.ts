import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LogLine } from '../../ports/store.ts';
import { temporaryFolder } from '../../system/testing.ts';
import { UnreadableLogError } from '../store-errors.ts';
import { encodeLog, retried } from '../testing.ts';
import { followLog } from './follow-log.ts';

const open = new AbortController().signal;
const lines = encodeLog([retried('one'), retried('two'), retried('three')]);

async function logWith(text: string): Promise<string> {
  const path = join(await temporaryFolder(), 'loop.jsonl');
  await writeFile(path, text);
  return path;
}

async function textsOf(following: AsyncIterable<LogLine>): Promise<string[]> {
  const texts: string[] = [];
  for await (const { line } of following) texts.push(line);
  return texts;
}

test('gives what is there, then what is written, a line only when it is whole', async () => {
  const [one = '', two = '', three = ''] = lines;
  const path = await logWith(`${one}\n${two.slice(0, 20)}`);
  const steps = [`${two.slice(20)}\n`, three, '\n'];
  // Asked whenever all was given: then the next piece is written, until there is none.
  const isOver = async () => {
    const next = steps.shift();
    if (next === undefined) return true;
    await appendFile(path, next);
    return false;
  };
  expect(await textsOf(followLog(path, isOver, open))).toEqual(lines);
});

test('gives the lines that were written just before it was over', async () => {
  const path = await logWith(`${lines[0]}\n`);
  const isOver = async () => {
    await appendFile(path, `${lines[1]}\n`);
    return true;
  };
  expect(await textsOf(followLog(path, isOver, open))).toEqual(lines.slice(0, 2));
});

test('ends when the signal aborts', async () => {
  const path = await logWith(`${lines[0]}\n`);
  const controller = new AbortController();
  const isOver = async () => {
    controller.abort();
    return false;
  };
  expect(await textsOf(followLog(path, isOver, controller.signal))).toEqual(lines.slice(0, 1));
});

test('a line that does not belong there is an error', async () => {
  const path = await logWith(`${lines[0]}\n${lines[2]}\n`);
  await expect(textsOf(followLog(path, async () => true, open))).rejects.toThrow(UnreadableLogError);
});
