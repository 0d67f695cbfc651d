import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Scene } from './attack.ts';

const moduleNamed = (name: string) =>
  JSON.stringify(new URL(`../../src/sandbox/${name}.ts`, import.meta.url).href);

/**
 * Starts a program of its own that runs one command in a scene, with or without containment: to be killed, or to be
 * started with other rights by a `wrapper`, the beginning of a command line.
 */
export function startProgram(
  { folder, view, containment }: Scene,
  sandbox: 'bubblewrap' | 'unsandboxed',
  command: string,
  wrapper: readonly string[] = [],
): ChildProcess {
  const { filter: _, ...plain } = containment;
  const created =
    sandbox === 'bubblewrap'
      ? `module.createBubblewrap(containment, ${JSON.stringify(join(folder, 'of-the-program'))})`
      : `module.createUnsandboxed({ PATH: '/usr/bin:/bin' }, {})`;
  const request = { command, input: null, folder: '', timeoutMs: 60_000, outputLimitBytes: 1000 };
  const program = `
    import { encodeFilter, seccompInstructions } from ${moduleNamed('contain/seccomp-filter')};
    import * as module from ${moduleNamed(sandbox)};
    const containment = { ...${JSON.stringify(plain)}, filter: encodeFilter(seccompInstructions(process.arch)) };
    const { signal } = new AbortController();
    await ${created}.run(${JSON.stringify(view)}, { ...${JSON.stringify(request)}, reportFolder: null, signal });`;
  const flags = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-'];
  const [first = '', ...line] = [...wrapper, process.execPath, ...flags];
  // Not on the command line: there, it would name the command.
  const started = spawn(first, line, { stdio: ['pipe', 'ignore', 'pipe'] });
  // One that ended before it was read is told by `until`.
  started.stdin?.on('error', () => {});
  started.stdin?.end(program);
  return started;
}
