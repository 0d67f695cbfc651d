import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LoggedEvent, NewEvent } from '../../src/core/events.ts';
import { lineHash } from '../../src/log/encode-line.ts';
import { emptyEnd, endOf, sealLine } from '../../src/log/seal-line.ts';
import { eventsOf, logPathOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  fingerprintOf,
  git,
  repositoryWith,
  runArguments,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch, shell } from '../support/tool-answers.ts';

/** A run that this machine has never had. */
const foreignId = '20261005-120000000-aaaa';

const key = 'sk-of-the-user-0123456789';

/** A run that was started here, without a sandbox, and stopped at its one iteration; its coder left a mark outside. */
async function ownRun(args: readonly string[] = []) {
  const repository = await repositoryWith(sumProject);
  const home = await temporaryFolder();
  const elsewhere = await temporaryFolder();
  const mark = join(elsewhere, 'mark');
  const endpoint = await endpointFor(
    stepwise({
      planner: [[finalJson(plannerOutput({ done_flag: false, tasks: [workItem('sum')] }))]],
      coder: [[shell(`touch ${mark}; true`), patch(sumFix), finalJson(coderOutput())]],
      tester: [[finalJson(testerOutput())]],
    }),
  );
  const call = (...words: string[]) =>
    runProgram({ args: words, folder: repository, home, environment: { OPENAI_API_KEY: key } });
  const task = ['--task', 'Mend the sum.', '--evidence', 'claimed', '--max-iterations', '1', '--json'];
  const started = await call(...runArguments(repository, endpoint.baseUrl, [...task, ...args]));
  expect(started.exitCode).toBe(3);
  const [runId = ''] = await readdir(join(home, 'runs'));
  return { repository, home, elsewhere, mark, runId, call, logPath: logPathOf(home, runId) };
}

type OwnRun = Awaited<ReturnType<typeof ownRun>>;

/** These events as a log whose chain is whole, whoever has written it. */
async function forge(path: string, events: readonly NewEvent[]): Promise<string[]> {
  let end = emptyEnd;
  const lines = events.map((event) => {
    const sealed = sealLine(event, end, Date.parse('2026-10-05T12:00:00Z'));
    end = endOf(sealed);
    return sealed.line;
  });
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
  return lines;
}

/** Takes the protection away: the run's own folder vouches for the log, as it does for its own. */
async function vouchFor({ home, runId }: OwnRun, logPath: string, lines: readonly string[]): Promise<void> {
  const origin = { run_id: runId, log_path: logPath, lines_sha256: lines.map(lineHash) };
  await writeFile(join(home, 'runs', runId, 'origin.json'), JSON.stringify(origin));
  await rm(join(home, 'runs', runId, 'head'), { force: true });
}

const changed = (events: readonly LoggedEvent[], change: (options: object) => object): NewEvent[] =>
  events.map(({ event, payload }) =>
    event === 'loop_started'
      ? ({ event, payload: { ...payload, options: change(payload.options) } } as NewEvent)
      : ({ event, payload } as NewEvent),
  );

const isForeign = (logPath: string) => ({
  exitCode: 2,
  stdout: '',
  stderr: expect.stringContaining(`the log ${logPath} is not that of a run that was started here`),
});

describe('a log that was brought here', () => {
  test('sends the key of the user nowhere', async () => {
    const run = await ownRun();
    const attacker = await endpointFor(() => finalJson(plannerOutput()));
    const events = eventsOf(await readFile(run.logPath, 'utf8'));
    const logPath = join(run.elsewhere, 'loop.jsonl');
    const lines = await forge(
      logPath,
      changed(events, (options) => ({ ...options, base_url: attacker.baseUrl })),
    );
    const resume = () => run.call('resume', logPath, '--max-iterations', '2', '--max-retries', '0');
    expect(await resume()).toEqual(isForeign(logPath));
    expect(attacker.requests).toEqual([]);

    await vouchFor(run, logPath, lines);
    await resume();
    expect(attacker.requests[0]?.headers.authorization).toBe(`Bearer ${key}`);
  });

  test('runs no command outside of a sandbox, whatever its options say', async () => {
    const run = await ownRun();
    expect(existsSync(run.mark)).toBe(true);
    await rm(run.mark);
    const logPath = join(run.elsewhere, 'loop.jsonl');
    await copyFile(run.logPath, logPath);
    const executed = await run.call('replay', logPath, '--execute');
    expect(executed.stdout).toMatch(/identical|executed|diverged/);
    expect(existsSync(run.mark)).toBe(false);

    // The control: by the word of this command line, and under its own options as an own run, it does.
    await run.call('replay', logPath, '--execute', '--sandbox', 'off');
    expect(existsSync(run.mark)).toBe(true);
    await rm(run.mark);
    await run.call('replay', run.runId, '--execute');
    expect(existsSync(run.mark)).toBe(true);
  });

  test('neither by a run id that is a path', async () => {
    const run = await ownRun();
    await rm(run.mark);
    const events = eventsOf(await readFile(run.logPath, 'utf8'));
    const place = join('..', '..', basename(run.elsewhere), 'home');
    await mkdir(join(run.elsewhere, 'home'));
    const logPath = join(run.elsewhere, 'loop.jsonl');
    await forge(
      logPath,
      events.map(({ event, payload }) => ({
        event,
        payload: 'run_id' in payload ? { ...payload, run_id: place } : payload,
      })) as NewEvent[],
    );
    for (const words of [
      ['replay', logPath, '--execute'],
      ['resume', logPath],
      ['show', logPath],
    ]) {
      expect(await run.call(...words)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('is no run id'),
      });
    }
    expect(existsSync(run.mark)).toBe(false);
  });

  test.each(['a name', 'an option of git'])('names a tree by its id alone, not by %s', async (what) => {
    const run = await ownRun();
    const target = join(run.elsewhere, 'written');
    const name = what === 'a name' ? 'HEAD' : `--output=${target}`;
    const logPath = join(run.elsewhere, 'loop.jsonl');
    const events = eventsOf(await readFile(run.logPath, 'utf8'));
    const strange = events.map(({ event, payload }) => {
      const named = event === 'checkpoint' ? { ...payload, tree: name } : payload;
      return { event, payload: { ...named, ...('run_id' in named ? { run_id: foreignId } : {}) } };
    });
    await forge(logPath, strange as NewEvent[]);
    for (const words of [['show'], ['diff'], ['export', '--html', join(run.elsewhere, 'page.html')]]) {
      const [command = '', ...options] = words;
      expect(await run.call(command, logPath, ...options), command).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('its payload.tree is no id of a git object'),
      });
    }
    expect(existsSync(target)).toBe(false);

    // The control: git itself takes what the log names for an option, and writes.
    git(run.repository, 'diff', `--output=${target}`, 'HEAD');
    expect(existsSync(target)).toBe(true);
  });

  test('puts no characters of its own into a terminal, not even by the name of a gate', async () => {
    const run = await ownRun();
    const logPath = join(run.elsewhere, 'loop.jsonl');
    const strange = '\u001b]0;title\u0007\u009b2J\u202e';
    const events = eventsOf(await readFile(run.logPath, 'utf8')).map(({ event, payload }) => ({
      event,
      payload: {
        ...payload,
        ...('run_id' in payload ? { run_id: foreignId } : {}),
        ...('gates' in payload
          ? { gates: payload.gates.map((gate) => ({ ...gate, name: gate.name + strange })) }
          : {}),
      },
    }));
    await forge(logPath, events as NewEvent[]);
    // The control: the log has them.
    expect(await readFile(logPath, 'utf8')).toContain('\\u001b]0;title');
    for (const words of [['show'], ['watch']]) {
      const { stdout, stderr } = await run.call(...words, logPath);
      expect(stdout, words.join(' ')).toContain('tests_passed');
      for (const sign of ['\u0007', '\u001b', '\u009b', '\u202e'])
        expect(stdout + stderr, words.join(' ')).not.toContain(sign);
    }
  });

  test('names no folder of this machine for its sealed checks', async () => {
    const run = await ownRun();
    const events = eventsOf(await readFile(run.logPath, 'utf8'));
    const logPath = join(run.elsewhere, 'loop.jsonl');
    await forge(
      logPath,
      changed(events, (options) => ({ ...options, sealed: run.home })),
    );
    // Else the run's own folder says that this is another log, before anything is looked at.
    await rm(join(run.home, 'runs', run.runId, 'head'));
    expect(await run.call('replay', logPath, '--execute')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('names a folder of this machine for its sealed checks'),
    });
  });

  test('changes no file, no branch and no run, and can be read', async () => {
    const run = await ownRun();
    const logPath = join(run.elsewhere, 'loop.jsonl');
    await copyFile(run.logPath, logPath);
    const before = [fingerprintOf(run.repository), fingerprintOf(join(run.home, 'runs'))];
    for (const words of [
      ['apply', logPath],
      ['accept', logPath, '--allow-changes', '**'],
      ['fork', logPath, '--at', '1'],
      ['resume', logPath],
      ['rm', logPath, '--yes'],
      ['stop', logPath],
    ]) {
      expect(await run.call(...words), words.join(' ')).toEqual(isForeign(logPath));
    }
    expect([fingerprintOf(run.repository), fingerprintOf(join(run.home, 'runs'))]).toEqual(before);
    for (const words of [['show'], ['log'], ['diff'], ['replay'], ['watch']]) {
      expect((await run.call(...words, logPath)).stderr, words.join(' ')).not.toContain('error:');
    }
    for (const words of [['show'], ['watch']]) {
      const { stdout } = await run.call(...words, logPath);
      expect(stdout, words.join(' ')).toContain(`proofloop log ${logPath}`);
      expect(stdout, words.join(' ')).not.toMatch(/proofloop (resume|apply|accept)/);
    }

    // The control: the run itself is applied, and its own log says how to go on.
    expect((await run.call('show', run.runId)).stdout).toContain(`proofloop resume ${run.runId}`);
    expect((await run.call('apply', run.runId)).exitCode).toBe(0);
    expect(await readFile(join(run.repository, 'sum.sh'), 'utf8')).not.toBe(sumProject['sum.sh']);
  });

  test('gives a new run its answers, and nothing of its options', async () => {
    const run = await ownRun();
    const attacker = await endpointFor(() => finalJson(plannerOutput()));
    const events = eventsOf(await readFile(run.logPath, 'utf8'));
    const logPath = join(run.elsewhere, 'loop.jsonl');
    await forge(
      logPath,
      changed(events, (options) => ({
        ...options,
        base_url: attacker.baseUrl,
        network: 'on',
        sandbox: 'off',
      })),
    );
    await rm(run.mark);
    const task = ['--task', 'Mend the sum.', '--evidence', 'claimed', '--max-iterations', '1', '--json'];
    const answered = await run.call('run', ...task, '--answers', logPath);
    const [started] = eventsOf(answered.stdout);
    expect(started?.payload).toMatchObject({
      options: { sandbox: expect.not.stringContaining('off'), network: 'off', base_url: expect.any(String) },
    });
    expect(answered.stdout).not.toContain(attacker.baseUrl);
    expect(attacker.requests).toEqual([]);
    expect(existsSync(run.mark)).toBe(false);
  });
});

describe('the log of a run that was started here', () => {
  test('is its own wherever --log-path has put it', async () => {
    const folder = await temporaryFolder();
    const logPath = join(folder, 'here', 'loop.jsonl');
    const run = await ownRun(['--log-path', logPath]);
    expect((await run.call('apply', logPath)).exitCode).toBe(0);
    const resumed = await run.call('resume', logPath, '--max-iterations', '2');
    expect(resumed.stderr).not.toContain('was started here');
    expect(resumed.stdout).toContain('iteration');
  });

  test('is not its own any more with options that somebody has added', async () => {
    const run = await ownRun();
    const attacker = await endpointFor(() => finalJson(plannerOutput()));
    const events = eventsOf(await readFile(run.logPath, 'utf8'));
    const [started] = events;
    if (started?.event !== 'loop_started') throw new Error('the log begins with another event');
    const { version, prompts_sha256, options, run_id } = started.payload;
    const resumed: NewEvent = {
      event: 'loop_resumed',
      payload: {
        ...{ run_id, version, prompts_sha256, note: null, accepted_changes: null },
        options: { ...options, base_url: attacker.baseUrl, max_iterations: 3 },
      },
    };
    const text = await readFile(run.logPath, 'utf8');
    const last = events.at(-1) as LoggedEvent;
    const { line } = sealLine(
      resumed,
      endOf({ line: text.trimEnd().split('\n').at(-1) ?? '', event: last }),
      0,
    );
    await writeFile(run.logPath, `${text}${line}\n`);
    expect(await run.call('resume', run.runId)).toEqual(isForeign(run.logPath));
    expect(attacker.requests).toEqual([]);

    const bringing = [...text.split('\n').slice(0, 1), line];
    await vouchFor(run, run.logPath, bringing);
    await run.call('resume', run.runId, '--max-retries', '0');
    expect(attacker.requests[0]?.headers.authorization).toBe(`Bearer ${key}`);
  });

  test('of a version that kept no origin is known by its last line', async () => {
    const run = await ownRun();
    await rm(join(run.home, 'runs', run.runId, 'origin.json'));
    expect((await run.call('apply', run.runId)).exitCode).toBe(0);
    await rm(join(run.home, 'runs', run.runId, 'head'));
    expect(await run.call('resume', run.runId)).toEqual(isForeign(run.logPath));
  });
});
