import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { git, repositoryWith, sumProject, temporaryFolder, writeFiles } from '../support/run-fixture.ts';

/** A session of an agent in a repository, as its hooks see it. */
async function session(agent: 'claude' | 'codex') {
  const folder = await repositoryWith({
    ...sumProject,
    'proofloop.config.json': '{ "verify": ["sh check.sh"] }\n',
  });
  const home = await temporaryFolder();
  const send = async (event: string, args: readonly string[] = []) => {
    const input = JSON.stringify({
      session_id: 's-1',
      transcript_path: '/nowhere',
      cwd: folder,
      hook_event_name: event,
      stop_hook_active: false,
    });
    const result = await runProgram({
      args: ['hook', agent, '--sandbox', 'off', ...args],
      folder,
      home,
      input,
    });
    expect(result.exitCode).toBe(0);
    expect(result.stdout.trim().split('\n')).toHaveLength(1);
    return JSON.parse(result.stdout) as { decision?: string; reason?: string; systemMessage?: string };
  };
  const begin = () => send('SessionStart');
  return { folder, home, begin, stop: (...args: string[]) => send('Stop', args) };
}

const lie = { 'sum.sh': 'echo 7\n' };
const fix = { 'sum.sh': 'echo $(($1 + $2))\n' };

describe('the hook', () => {
  test.each(['claude', 'codex'] as const)(
    'of %s refuses a lying turn with reasons, and lets an honest one go',
    async (agent) => {
      const { folder, begin, stop } = await session(agent);
      expect(await begin()).toEqual({});
      // Nothing was changed.
      expect(await stop()).toEqual({});
      writeFiles(folder, lie);
      const refused = await stop();
      expect(refused).toMatchObject({ decision: 'block', reason: expect.stringContaining('"sh check.sh"') });
      // What the agent commits meanwhile is judged as well.
      writeFiles(folder, fix);
      git(folder, 'commit', '--quiet', '-a', '-m', 'work of the agent');
      const told = await stop();
      expect(told).toEqual({ systemMessage: expect.stringMatching(/^proofloop: verified; /) });
    },
  );

  test('lets go after the refusals that it has, with the last word to the person', async () => {
    const { folder, begin, stop } = await session('claude');
    await begin();
    writeFiles(folder, lie);
    expect(await stop('--max-refusals', '1')).toMatchObject({ decision: 'block' });
    const last = await stop('--max-refusals', '1');
    expect(last.decision).toBeUndefined();
    expect(last.systemMessage).toContain('the work is not verified');
    // The next turn begins anew.
    expect(await stop('--max-refusals', '1')).toMatchObject({ decision: 'block' });
  });

  test('says where its record or its settings were altered', async () => {
    const { folder, home, begin, stop } = await session('claude');
    await begin();
    writeFiles(folder, { ...fix, '.claude/settings.json': '{}\n' });
    expect((await stop()).systemMessage).toContain(
      ".claude/settings.json, which holds this agent's hooks, was changed",
    );
    const [name = ''] = readdirSync(join(home, 'hooks'));
    const record = join(home, 'hooks', name);
    writeFileSync(record, readFileSync(record, 'utf8').replace('"refusals":0', '"refusals":9'));
    expect((await stop()).systemMessage).toContain('its record was altered');
    expect(existsSync(join(folder, 'hooks'))).toBe(false);
  });

  test('lets go and tells the person where nothing can be measured', async () => {
    const folder = await temporaryFolder();
    const home = await temporaryFolder();
    const inputs = [
      'no json',
      '{}',
      JSON.stringify({ session_id: 's', hook_event_name: 'Stop', cwd: folder }),
    ];
    for (const input of inputs) {
      const result = await runProgram({ args: ['hook', 'codex', '--sandbox', 'off'], folder, home, input });
      expect(result.exitCode).toBe(0);
      expect(JSON.parse(result.stdout)).toEqual({
        systemMessage: expect.stringContaining('proofloop: not verified: '),
      });
    }
  });

  test.each([
    [
      'an option that does not exist',
      ['hook', 'claude', '--evidnce', 'proven'],
      "unknown option '--evidnce'",
    ],
    ['another agent', ['hook', 'nobody'], 'Allowed choices are claude, codex'],
    ['no agent', ['hook'], "missing required argument 'agent'"],
  ])('lets go and tells the person where its command has %s', async (_, args, words) => {
    const folder = await temporaryFolder();
    const result = await runProgram({ args, folder, home: folder, input: '{}' });
    expect(result.exitCode).toBe(0);
    const { systemMessage } = JSON.parse(result.stdout);
    expect(systemMessage).toContain('proofloop: not verified: ');
    expect(systemMessage).toContain(words);
  });

  test('prints the settings that a person pastes', async () => {
    const folder = await temporaryFolder();
    const result = await runProgram({ args: ['hook', 'claude', '--print-settings'], folder, home: folder });
    const { hooks } = JSON.parse(result.stdout);
    expect(hooks.Stop[0].hooks[0]).toMatchObject({ type: 'command', command: 'proofloop hook claude' });
    expect(hooks.SessionStart[0].hooks[0].command).toBe('proofloop hook claude');
  });
});
