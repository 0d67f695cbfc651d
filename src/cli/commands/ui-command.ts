import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Environment, readSurroundings } from '../../config/surroundings.ts';
import { UsageError } from '../../runs/usage-error.ts';
import { pageFilesOf, readBuiltPage } from '../../web/page-files.ts';
import { servePage } from '../../web/serve-page.ts';
import { print, tell } from '../output.ts';

/** `proofloop ui`: serves the page until it is interrupted; resolves with the exit code. */
export async function uiCommand(port: string, opens: boolean): Promise<number> {
  const surroundings = readSurroundings();
  const page = await servePage({
    port: portOf(port),
    files: pageFilesOf(await readBuiltPage()),
    surroundings,
    program: { command: [process.execPath, process.argv[1] ?? ''] },
  });
  print([page.url]);
  tell(['All runs of this machine, for whoever has this address. Ctrl-C ends the page, and no run.']);
  if (opens) openInBrowser(page.url, surroundings.environment);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
  await page.close();
  return 0;
}

function portOf(given: string): number {
  const port = Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`--port must be a number from 0 to 65535, not "${given}"`);
}

function openInBrowser(url: string, env: Environment): void {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true, env });
  child.once('error', () => tell([`${opener} is not there: open the address by hand`]));
  child.unref();
}
