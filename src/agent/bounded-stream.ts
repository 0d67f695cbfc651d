import { FailedTalk } from './failed-talk.ts';

/** What an agent may say in all, and in one message; and how many lines of it may be no message. */
export const longestMessageBytes = 16 * 2 ** 20;
const longestTalkBytes = 256 * 2 ** 20;
const mostStrayLines = 200;

const newline = 10;
const brace = 123;

/** The same bytes; who says too much in all, or too much that is no message, fails. */
export function boundedStream(output: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  let bytes = 0;
  let strayLines = 0;
  let isLineStart = true;
  const count = (chunk: Uint8Array) => {
    bytes += chunk.length;
    for (let at = 0; at < chunk.length; ) {
      if (isLineStart && chunk[at] !== brace && chunk[at] !== newline) strayLines += 1;
      const end = chunk.indexOf(newline, at);
      isLineStart = end !== -1;
      at = end === -1 ? chunk.length : end + 1;
    }
  };
  const bounded = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      count(chunk);
      if (bytes > longestTalkBytes) {
        const mebibytes = longestTalkBytes / 2 ** 20;
        throw new FailedTalk('flooded', `the agent has written more than ${mebibytes} MiB`);
      }
      if (strayLines > mostStrayLines) {
        throw new FailedTalk('not_understood', 'the agent writes what is no message of the protocol');
      }
      controller.enqueue(chunk);
    },
  });
  return output.pipeThrough(bounded);
}
