import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { constants as systemConstants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The Node that a checkout's `npm ci` has put beside the program; null where there is none. */
export function findNodeBeside(): string | null {
  const path = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  try {
    accessSync(path, constants.X_OK);
    const real = realpathSync(path);
    return real === realpathSync(process.execPath) ? null : real;
  } catch {
    return null;
  }
}

/** Starts the program anew with another Node; resolves with its exit code once it has ended. */
export function startWith(node: string): Promise<number> {
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // Ctrl-C reaches the child by itself, which ends in its own time; other signals are sent to this process alone.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  return new Promise((ended) => {
    child.on('error', ({ message }) => {
      process.stderr.write(
        `proofloop needs Node 22.13 or later, and ${node} can't be started (${message}).\n`,
      );
      ended(2);
    });
    child.on('exit', (code, signal) => {
      ended(code === null ? 128 + (signal === null ? 0 : systemConstants.signals[signal]) : code);
    });
  });
}
