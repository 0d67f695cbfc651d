import { rename, rm, writeFile } from 'node:fs/promises';
import type { Sandbox } from '../../ports/sandbox.ts';
import { type CommandGlimpse, glimpseAfter, noGlimpse } from '../../views/live/command-glimpse.ts';

const everyMs = 1000;

/** Shorter commands leave no file. */
const quietMs = 4000;

/**
 * The sandbox with a file at `path` that says, while a command runs for more than a few seconds, what it has said so far:
 * for whoever looks at the run, and no part of it. `redact` takes known secrets out.
 */
export function keepGlimpses(sandbox: Sandbox, path: string, redact: (text: string) => string): Sandbox {
  const running = new Set<{ glimpse: CommandGlimpse }>();
  let writing: Promise<void> = Promise.resolve();
  let isThere = false;
  const write = async () => {
    const told = [...running].map(({ glimpse }) => toldOf(glimpse, redact));
    const shown = told.filter(({ since }) => Date.now() - since > quietMs);
    if (shown.length === 0 && !isThere) return;
    isThere = shown.length > 0;
    if (!isThere) return rm(path, { force: true });
    await writeFile(`${path}.new`, JSON.stringify(shown), { mode: 0o600 });
    await rename(`${path}.new`, path);
  };
  // Nothing depends on it: where it can't be written, nobody sees it.
  const soon = () => {
    writing = writing.then(write).catch(() => {});
  };
  return {
    async run(view, request) {
      const entry = { glimpse: noGlimpse(Date.now()) };
      const decoder = new TextDecoder();
      const timer = setInterval(soon, everyMs);
      timer.unref();
      running.add(entry);
      try {
        return await sandbox.run(view, {
          ...request,
          onOutput: (chunk) => {
            entry.glimpse = glimpseAfter(entry.glimpse, decoder.decode(chunk, { stream: true }));
          },
        });
      } finally {
        clearInterval(timer);
        running.delete(entry);
        soon();
        await writing;
      }
    },
  };
}

function toldOf(glimpse: CommandGlimpse, redact: (text: string) => string): CommandGlimpse {
  const { lastLine, firstFailed } = glimpse;
  return { ...glimpse, lastLine: redact(lastLine), firstFailed: redact(firstFailed), open: '' };
}
