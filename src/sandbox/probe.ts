import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether commands can be contained on this machine, in words for a person. */
export type SandboxProbe =
  | { kind: 'works' | 'not installed'; found: string }
  | { kind: 'fails'; found: string };

const run = promisify(execFile);

const probe = [
  '--unshare-all',
  '--die-with-parent',
  '--ro-bind',
  '/',
  '/',
  '--proc',
  '/proc',
  '--dev',
  '/dev',
  'true',
];

/** Runs `true` in a sandbox of bubblewrap, looked for in `searchPath`. Never rejects. */
export async function probeSandbox(searchPath: string): Promise<SandboxProbe> {
  const env = { PATH: searchPath };
  try {
    const { stdout } = await run('bwrap', ['--version'], { env });
    const version = stdout.trim();
    return await run('bwrap', probe, { env }).then(
      () => ({ kind: 'works', found: version }),
      (error: Error & { stderr?: string }) => ({
        kind: 'fails',
        found: `${version}, but it can't make a sandbox (${firstLine(error.stderr ?? error.message)})`,
      }),
    );
  } catch {
    return { kind: 'not installed', found: 'bubblewrap is not installed' };
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
