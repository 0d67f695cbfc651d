import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Environment } from '../config/surroundings.ts';
import { printText, wrapped } from './output.ts';

/** For a user who has named none. */
const anyPager = 'for pager in less more cat; do command -v "$pager" >/dev/null && exec "$pager"; done';

/** What a shell answers where there is no such program. */
const notFound = 127;

/** Shows lines in the user's pager where standard output is a terminal, else prints them. */
export async function page(lines: readonly string[], environment: Environment): Promise<void> {
  if (process.stdout.isTTY !== true || lines.length === 0) return printText(lines);
  const named = (environment.PAGER ?? '').trim();
  const ended = await showIn(
    named === '' ? anyPager : named,
    `${wrapped(lines, process.stdout).join('\n')}\n`,
    environment,
  );
  if (ended === notFound) printText(lines);
}

async function showIn(pager: string, text: string, environment: Environment): Promise<number | null> {
  // As git does: colours are shown, and a text that fits stays on the screen.
  const env = { ...environment, LESS: environment.LESS ?? 'FRX' };
  const child = spawn('sh', ['-c', pager], { stdio: ['pipe', 'inherit', 'inherit'], env });
  // Ctrl-C is the pager's own.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  // Whoever has read enough leaves before the end.
  child.stdin.on('error', ignore);
  child.stdin.end(text);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  } finally {
    process.off('SIGINT', ignore);
  }
}
