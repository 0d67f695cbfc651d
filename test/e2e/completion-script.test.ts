import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/run-fixture.ts';

async function scriptFor(shell: string, home: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram({ args: ['completion', shell], folder: home, home });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

/** What bash offers for the last of the words, in a home with two runs. */
async function offered(...words: string[]): Promise<string[]> {
  const home = await temporaryFolder();
  for (const id of ['20260101-1', '20260102-2']) mkdirSync(join(home, 'runs', id), { recursive: true });
  const line = [
    await scriptFor('bash', home),
    `COMP_WORDS=(proofloop ${words.map((word) => `'${word}'`).join(' ')})`,
    `COMP_CWORD=${words.length}`,
    '_proofloop',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  const options = { encoding: 'utf8' as const, env: { PATH: process.env.PATH, PROOFLOOP_HOME: home } };
  const printed = execFileSync('bash', ['--norc', '--noprofile', '-u', '-c', line], options);
  return printed.split('\n').filter((word) => word !== '');
}

test('bash completes commands, their options and runs', async () => {
  expect(await offered('r')).toEqual(['run', 'resume', 'runs', 'replay', 'rm']);
  expect(await offered('run', '--max-no')).toEqual(['--max-no-progress-iterations']);
  expect(await offered('resume', '--task')).toEqual([]);
  expect(await offered('show', '')).toEqual(['latest', '20260101-1', '20260102-2']);
  expect(await offered('diff', '20260102')).toEqual(['20260102-2']);
  expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
});

test('bash completes the options of run without the word, and offers nothing for their values', async () => {
  expect(await offered('--task-')).toEqual(['--task-file']);
  expect(await offered('--task', 'x', '--verify-')).toEqual(['--verify-timeout']);
  expect(await offered('run', '--task-file', '')).toEqual([]);
});

test.each(['bash', 'zsh', 'fish'])('the script for %s names every command of the help', async (shell) => {
  const home = await temporaryFolder();
  const script = await scriptFor(shell, home);
  const { stdout } = await runProgram({ args: ['--help'], folder: home, home });
  const commands = [...(stdout.split('Commands:')[1] ?? '').matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name);
  expect(commands).toContain('completion');
  for (const name of commands.filter((command) => command !== 'help')) expect(script).toContain(` ${name}`);
});

test('another shell: exit 2, and which ones there are', async () => {
  const home = await temporaryFolder();
  const result = await runProgram({ args: ['completion', 'csh'], folder: home, home });
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toContain('bash, zsh, fish');
});
