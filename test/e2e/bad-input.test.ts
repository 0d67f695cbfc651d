import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ProgramResult, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import {
  endpointFor,
  fingerprintOf,
  git,
  plainFolderWith,
  playScript,
  repositoryWith,
  runArguments,
  sumProject,
  temporaryFolder,
  writeFiles,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';

const nowhere = 'http://127.0.0.1:9/v1';
const task = ['--task', 'Mend.'];
const usable = [...task, '--base-url', nowhere, '--sandbox', 'off', '--verify', 'sh check.sh'];

const claimed = () =>
  answers({
    planner: [finalJson(plannerOutput({ done_flag: true }))],
    coder: [finalJson(coderOutput())],
    tester: [finalJson(testerOutput())],
  });

interface Refused {
  folder?: string;
  home?: string;
  environment?: Record<string, string>;
  input?: string;
}

/** Calls the program with what it must refuse, and checks that it said so in one line and wrote nothing. */
async function refusal(args: readonly string[], place: Refused = {}): Promise<string> {
  const folder = place.folder ?? (await plainFolderWith(sumProject));
  const home = place.home ?? (await temporaryFolder());
  const [before, homeBefore] = [fingerprintOf(folder), fingerprintOf(home)];
  const result = await runProgram({ ...place, args, folder, home });
  expectRefusal(result);
  expect(fingerprintOf(folder)).toEqual(before);
  expect(fingerprintOf(home)).toEqual(homeBefore);
  return result.stderr;
}

function expectRefusal({ exitCode, stdout, stderr }: ProgramResult): void {
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^error: /);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(exitCode).toBe(2);
}

/** Matches a single line with these words in it. */
function oneSentence(words: string | RegExp) {
  const pattern = typeof words === 'string' ? words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : words.source;
  return expect.stringMatching(new RegExp(`^error: .*${pattern}.*\n$`));
}

test('the same call without a fault starts a run', async () => {
  const run = await playScript(await plainFolderWith(sumProject), claimed(), [
    ...task,
    '--evidence',
    'claimed',
  ]);
  expect(run.exitCode).toBe(0);
  expect(existsSync(join(run.home, 'runs', run.summary.run_id))).toBe(true);
});

describe('a task', () => {
  test('is required', async () => {
    expect(await refusal(['run', '--base-url', nowhere])).toEqual(
      oneSentence('there is no task; say what is to be done with --task or --task-file'),
    );
  });

  test.each([
    ['empty', ['--task', ' '], '--task must be the task in words'],
    [
      'in a file that does not exist',
      ['--task-file', 'no.md'],
      /the task file .*no\.md can't be read \(ENOENT\)/,
    ],
    ['in a folder', ['--task-file', '.'], /the task file .* can't be read \(EISDIR\)/],
    [
      'given twice',
      ['--task', 'A', '--task-file', 'b'],
      '--task and --task-file are both given; keep one of them',
    ],
  ])('can not be %s', async (_name, args, words) => {
    expect(await refusal(['run', '--base-url', nowhere, ...args])).toEqual(oneSentence(words));
  });

  test('can not come empty from a file or standard input', async () => {
    const folder = await plainFolderWith({ 'task.md': ' \n' });
    const fromFile = await refusal(['--task-file', 'task.md', '--base-url', nowhere], { folder });
    expect(fromFile).toEqual(oneSentence(/the task is empty \(.*task\.md\)/));
    const fromInput = await refusal(['--task-file', '-', '--base-url', nowhere], { input: '\n' });
    expect(fromInput).toEqual(oneSentence('the task is empty (standard input)'));
  });

  test('comes whole from standard input', async () => {
    const folder = await plainFolderWith(sumProject);
    const endpoint = await endpointFor(claimed());
    const words = 'Mend the sum:\n\n- "2 + 3" is 5 – not ‑1.\n';
    const result = await runProgram({
      args: runArguments(folder, endpoint.baseUrl, ['--task-file', '-', '--evidence', 'claimed', '--json']),
      folder,
      home: await temporaryFolder(),
      input: words,
    });
    expect(result.exitCode).toBe(0);
    expect(JSON.stringify(endpoint.requests[0]?.body.input[0])).toContain(JSON.stringify(words).slice(1, -1));
  });
});

describe('an option', () => {
  test('that is unknown is refused with the near one', async () => {
    expect(await refusal(['run', ...usable, '--max-iteration', '3'])).toMatch(
      /^error: unknown option '--max-iteration'\n\(Did you mean --max-iterations\?\)/,
    );
  });

  test.each([
    [['--max-iterations', 'many'], '--max-iterations must be a whole number of at least 1, not "many"'],
    [['--max-iterations', '0'], '--max-iterations must be a whole number of at least 1, not "0"'],
    [['--max-retries', '-1'], '--max-retries must be a whole number of at least 0, not "-1"'],
    [['--max-tokens', '1.5'], '--max-tokens must be a whole number'],
    [['--max-cost', 'NaN'], '--max-cost must be an amount in USD'],
    [['--max-time', '2 weeks'], '--max-time must be a duration such as 90s, 30m or 1h30m, not "2 weeks"'],
    [['--verify-timeout', '0'], '--verify-timeout must be a duration above 0'],
    [['--evidence', 'some'], '--evidence must be claimed, verified or proven, not "some"'],
    [['--allow-changes', '/test/**'], '--allow-changes must be a glob of paths as seen from'],
    [['--sealed', '.'], '--sealed needs a command that runs the sealed checks'],
    [['--sealed', '.', '--sealed-verify', 'true'], /--sealed \S+ and \S+ overlap.*nothing was started/],
    [['--sign', 'sum.sh'], /--sign: \S+sum\.sh holds no private Ed25519 key in PEM; make one with/],
    [['--base-url', 'localhost:8000'], '--base-url must be an http or https URL'],
    [['--base-url', 'not a url'], '--base-url must be an http or https URL'],
    [
      ['--base-url', 'https://me:secret@example.org/v1'],
      '--base-url must be a URL without a user name or password',
    ],
  ])('%j is refused', async (args, words) => {
    const said = await refusal(['run', ...task, '--base-url', nowhere, ...args]);
    expect(said).toEqual(oneSentence(words));
    expect(said).not.toContain('secret');
  });

  test('of several wrong ones each is named', async () => {
    const said = await refusal(['run', ...usable, '--max-iterations', 'x', '--max-wait', 'y']);
    expect(said).toMatch(/^error: --max-iterations .*\nerror: --max-wait .*\n$/);
  });

  test('of the environment is named as such', async () => {
    const environment = { PROOFLOOP_MAX_ITERATIONS: 'x' };
    expect(await refusal(['run', ...usable], { environment })).toEqual(
      oneSentence('PROOFLOOP_MAX_ITERATIONS must be a whole number'),
    );
  });

  test('naming the OpenAI API needs a key', async () => {
    expect(await refusal(['run', ...task])).toEqual(oneSentence('OPENAI_API_KEY is not set'));
  });
});

describe('a workspace', () => {
  test('that does not exist, or is a file', async () => {
    expect(await refusal(['run', ...usable, '-C', 'nowhere'])).toEqual(oneSentence(/nowhere does not exist/));
    expect(await refusal(['run', ...usable, '-C', 'sum.sh'])).toEqual(oneSentence(/sum\.sh is not a folder/));
  });

  test('that this user may not read', async () => {
    const folder = await temporaryFolder();
    chmodSync(folder, 0o755);
    const closed = join(folder, 'closed');
    const home = join(folder, 'home');
    mkdirSync(closed);
    mkdirSync(home);
    chmodSync(home, 0o777);
    chmodSync(closed, 0o000);
    // Root may read everything: the program then runs as nobody.
    const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const call = { args: ['run', ...usable, '-C', closed], folder, home, ...asNobody };
    const result = await runProgram(call);
    expectRefusal(result);
    expect(result.stderr).toEqual(oneSentence(/closed can't be read by this user/));
    expect(readdirSync(home)).toEqual([]);
  });

  test('that is a git folder or a bare repository', async () => {
    const repository = await repositoryWith(sumProject);
    const inGit = await refusal(['run', ...usable, '-C', '.git'], { folder: repository });
    expect(inGit).toEqual(oneSentence(/lies in the git folder/));
    const bare = await temporaryFolder();
    git(bare, 'init', '--quiet', '--bare');
    expect(await refusal(['run', ...usable], { folder: bare })).toEqual(oneSentence(/is a bare repository/));
  });
});

describe('a log path', () => {
  test('with the log of a run is refused, and resume is named', async () => {
    const folder = await plainFolderWith(sumProject);
    const logPath = join(await temporaryFolder(), 'run.jsonl');
    await playScript(folder, claimed(), [...task, '--evidence', 'claimed', '--log-path', logPath]);
    const before = readFileSync(logPath);
    const said = await refusal(['run', ...usable, '--log-path', logPath], { folder });
    expect(said).toEqual(oneSentence(`proofloop resume ${logPath}`));
    expect(readFileSync(logPath).equals(before)).toBe(true);
  });

  test('with any other file is refused, and that file left as it is', async () => {
    const folder = await plainFolderWith({ ...sumProject, 'notes.txt': 'Not a log.\n' });
    const said = await refusal(['run', ...usable, '--log-path', 'notes.txt'], { folder });
    expect(said).toEqual(oneSentence(/notes\.txt exists already and was left as it is/));
    expect(said).not.toContain('resume');
  });
});

describe('a place that can not be written', () => {
  test('for the log', async () => {
    const folder = await repositoryWith(sumProject);
    const result = await runProgram({
      args: ['run', ...usable, '--log-path', 'sum.sh/run.jsonl'],
      folder,
      home: await temporaryFolder(),
    });
    expectRefusal(result);
    expect(result.stderr).toEqual(oneSentence(/run\.jsonl can't be made \(.*\); name another file/));
  });

  test('for the runs', async () => {
    const environment = { PROOFLOOP_HOME: join(await plainFolderWith(sumProject), 'sum.sh') };
    const folder = await repositoryWith(sumProject);
    expect(await refusal(['run', ...usable], { environment, folder })).toEqual(
      oneSentence(/the run's folder can't be made \(.*\); name another place with PROOFLOOP_HOME/),
    );
  });
});

describe('a configuration file', () => {
  const userFile = async (text: string) => {
    const folder = await temporaryFolder();
    writeFiles(folder, { 'proofloop/config.json': text });
    return { XDG_CONFIG_HOME: folder };
  };

  test.each([
    ['{"maxIterations": 3,}', /config\.json is not JSON: unexpected text at line 1, column 21/],
    ['[]', /config\.json must hold one JSON object/],
    [
      '{"maxIteration": 3}',
      /config\.json has the unknown key "maxIteration"; did you mean "maxIterations"\?/,
    ],
    ['{"maxIterations": "x"}', /maxIterations in .*config\.json must be a whole number/],
    ['{"task": "x"}', /config\.json can't set "task": it belongs to a single run/],
  ])('of the user: %s', async (text, words) => {
    expect(await refusal(['run', ...usable], { environment: await userFile(text) })).toEqual(
      oneSentence(words),
    );
  });

  test.each([
    ['{', /proofloop\.config\.json is not JSON: the text ends too early/],
    ['{"verify": 3}', /verify in proofloop\.config\.json must be a text or a list of texts/],
    ['{"baseUrl": "http://evil.example/v1"}', /proofloop\.config\.json may not set "baseUrl"/],
    ['{"sandbox": "off"}', /proofloop\.config\.json may not set "sandbox"/],
    ['{"evidence": "claimed"}', /proofloop\.config\.json may not set "evidence"/],
    ['{"max-iterations": 99}', /proofloop\.config\.json may not set "maxIterations"/],
  ])('of the repository: %s', async (text, words) => {
    const folder = await repositoryWith({ ...sumProject, 'proofloop.config.json': text });
    expect(await refusal(['run', ...usable], { folder })).toEqual(oneSentence(words));
  });

  test('of the repository counts as it was committed, not as it lies there', async () => {
    const folder = await repositoryWith({
      ...sumProject,
      'proofloop.config.json': '{"verify": "sh check.sh"}',
    });
    writeFileSync(join(folder, 'proofloop.config.json'), '{"baseUrl": "http://evil.example/v1"}');
    const run = await playScript(folder, claimed(), [...task, '--evidence', 'claimed']);
    expect(run.exitCode).toBe(0);
    expect(run.events[0]?.payload).toMatchObject({ options: { verify: ['sh check.sh'] } });
  });
});

describe('a run that is named', () => {
  test.each(['show', 'diff', 'apply', 'resume'])('for %s and does not exist', async (command) => {
    expect(await refusal([command, '20200101-000000000-0000'])).toEqual(
      oneSentence('there is no run "20200101-000000000-0000"; "proofloop runs" lists the runs'),
    );
    expect(await refusal([command, 'latest'])).toEqual(oneSentence(/no run of .* was found/));
  });
});

describe('a run of the queue', () => {
  const environment = { PROOFLOOP_DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/nothing' };

  test.each([
    ['an empty name', ['queue', 'cancel', ''], 'name a run: its id, or "latest"'],
    [
      'a value that can not be',
      ['queue', 'resume', '2026', '--max-iterations', 'many'],
      '--max-iterations must',
    ],
  ])('is not looked for with %s', async (_, args, words) => {
    expect(await refusal(args, { environment })).toEqual(oneSentence(words));
  });
});
