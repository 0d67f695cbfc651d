import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** What a person is told where a new log was to be, and something is there already. */
export async function existingLogSentence(path: string): Promise<string> {
  const advice = (await isLog(path))
    ? `It is the log of a run: go on with that run by "proofloop resume ${path}", or name another file.`
    : 'It is not a log of proofloop: name another file.';
  return `The log ${path} exists already and was left as it is. ${advice}`;
}

const startOfLog = /^\{"ts":"[-0-9T:.]{23}Z","seq":1,"event":"/;

/** Whether a file that exists begins as a log does. */
async function isLog(path: string): Promise<boolean> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
      return startOfLog.test(buffer.toString('latin1', 0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}
