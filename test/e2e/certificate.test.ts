import { existsSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Certificate } from '../../src/certificate/statement.ts';
import { newKeyPair } from '../../src/certificate/testing.ts';
import { lineHash } from '../../src/log/encode-line.ts';
import { eventsOf, logPathOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  git,
  playScript,
  repositoryWith,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { always, answers } from '../support/scripted-endpoint.ts';
import { patch, shell } from '../support/tool-answers.ts';

/** Ends with these coder's steps, the first of which mends the sum. */
const mending = (...more: Parameters<typeof always>[0][]) =>
  answers({
    planner: [finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))],
    coder: [patch(sumFix), ...more, finalJson(coderOutput({ completed_task_ids: ['sum'] }))],
    tester: [finalJson(testerOutput())],
  });

async function keyPair() {
  const folder = await temporaryFolder();
  const [keyPath, publicPath] = [join(folder, 'own.pem'), join(folder, 'public.pem')];
  const { privateKey, publicKey } = newKeyPair();
  await writeFile(keyPath, privateKey);
  await writeFile(publicPath, publicKey);
  return { keyPath, publicPath, privateKey };
}

/** A completed run of this level, with its certificate's files. */
async function completed(level: string, args: readonly string[] = [], script = mending()) {
  const repository = await repositoryWith(sumProject);
  const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh', '--evidence', level, ...args];
  const run = await playScript(repository, script, task);
  expect(run.exitCode).toBe(0);
  const home = dirname(logPathOf(run.home, run.summary.run_id));
  const call = (...words: string[]) => runProgram({ args: words, folder: repository, home: run.home });
  return {
    repository,
    run,
    call,
    path: join(home, 'certificate.json'),
    envelope: join(home, 'certificate.dsse.json'),
    /** What verify finds wrong, a sentence each. */
    async unsound(...words: string[]): Promise<string[]> {
      const { exitCode, stdout, stderr } = await call('verify', 'latest', ...words);
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
      const [head, ...problems] = stdout.trimEnd().split('\n');
      expect(head).toBe(`unsound: run ${run.summary.run_id}`);
      return problems.map((problem) => problem.trim());
    },
  };
}

describe.each(['claimed', 'verified'])('a run that completed at level %s', (level) => {
  test('leaves a certificate of what it delivered, and verify agrees with it', async () => {
    const { repository, run, call, path } = await completed(level);
    const statement = JSON.parse(await readFile(path, 'utf8')) as Certificate;
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const branch = run.summary.branch ?? '';
    const lines = run.stdout.trimEnd().split('\n');
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        { name: 'tree', digest: { gitTree: git(repository, 'rev-parse', `${branch}^{tree}`) } },
        { name: 'commit', digest: { gitCommit: git(repository, 'rev-parse', branch) } },
      ],
      predicate: {
        result: level === 'claimed' ? 'WARNED' : 'PASSED',
        passedTests: level === 'claimed' ? [] : ['sh check.sh'],
        failedTests: [],
        proofloop: {
          run_id: run.summary.run_id,
          evidence: { level, verdict: level === 'claimed' ? 'unverified' : 'verified' },
          sandbox: 'off',
          base: { commit: git(repository, 'rev-parse', 'main') },
          log: { head: lineHash(lines.at(-1) ?? ''), events: lines.length },
        },
      },
    });
    const verified = await call('verify', 'latest');
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
    expect(verified.stdout).toContain('the certificate follows from the log, not signed');
    expect((await call('show', 'latest')).stdout).toContain(`certificate ${path}\n`);
  });
});

describe('resume of a completed run', () => {
  test('writes a certificate that is missing, as it was, and says nothing new', async () => {
    const { run, call, path } = await completed('claimed');
    const before = await readFile(path);
    await rm(path);
    const resumed = await call('resume', 'latest', '--json');
    expect(resumed).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: `${run.stdout.trimEnd().split('\n').at(-1)}\n`,
    });
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  test('leaves another one as it is', async () => {
    const { call, path, run } = await completed('claimed', ['--sign', (await keyPair()).keyPath]);
    const envelope = join(dirname(path), 'certificate.dsse.json');
    await rm(envelope);
    await writeFile(path, '{}');
    const resumed = await call('resume', 'latest');
    expect(resumed.exitCode).toBe(0);
    expect(resumed.stderr).toContain(
      `is not what follows from the log; it was left as it is: see proofloop verify ${run.summary.run_id}`,
    );
    expect(await readFile(path, 'utf8')).toBe('{}');
    expect(existsSync(envelope)).toBe(false);
  });
});

test('a run that is not completed has no certificate', async () => {
  const repository = await repositoryWith(sumProject);
  const run = await playScript(
    repository,
    answers({
      planner: [finalJson(plannerOutput())],
      coder: [always(finalJson(coderOutput()))],
      tester: [always(finalJson(testerOutput({ tests_passed: false })))],
    }),
    ['--task', 'x', '--verify', 'true', '--max-iterations', '1'],
  );
  expect(run.exitCode).toBe(3);
  const path = join(dirname(logPathOf(run.home, run.summary.run_id)), 'certificate.json');
  expect(existsSync(path)).toBe(false);
  await writeFile(path, '{}');
  const verified = await runProgram({ args: ['verify', 'latest'], folder: repository, home: run.home });
  expect(verified).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('although the run is not completed'),
  });
});

describe('verify finds a certificate', () => {
  test('that is missing', async () => {
    const { path, unsound, run } = await completed('claimed');
    await rm(path);
    expect(await unsound()).toEqual([
      `the certificate of the completed run is missing: proofloop resume ${run.summary.run_id} writes it`,
    ]);
  });

  test('that says more than the log, by the place', async () => {
    const { path, unsound } = await completed('claimed');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"WARNED"', '"PASSED"'));
    expect(await unsound()).toEqual([
      'the certificate is not what follows from the log: it differs at predicate.result',
    ]);
    await writeFile(path, 'not JSON');
    expect(await unsound()).toEqual([
      'the certificate is not what follows from the log: its text is another one',
    ]);
  });

  test('about another tree than the branch holds, or one that is not there', async () => {
    const { repository, path, unsound, run } = await completed('claimed');
    const delivered = git(repository, 'rev-parse', `${run.summary.branch}^{tree}`);
    const other = 'ab'.repeat(20);
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll(delivered, other));
    expect(await unsound()).toEqual([
      'the certificate is not what follows from the log: it differs at subject.0.digest.gitTree',
      `the certificate is about tree ${other}, which can't be read`,
      `the certificate is about tree ${other}, and the branch ${run.summary.branch} holds tree ${delivered}`,
    ]);
  });
});

describe('a signed certificate', () => {
  test("is checked with the run's own key, or a public one that is named", async () => {
    const { keyPath, publicPath } = await keyPair();
    const { call, path, envelope, run } = await completed('claimed', ['--sign', keyPath]);
    expect(run.stderr).toContain('--sign with --sandbox off');
    const { payload, payloadType } = JSON.parse(await readFile(envelope, 'utf8'));
    expect(Buffer.from(payload, 'base64').equals(await readFile(path))).toBe(true);
    expect(payloadType).toBe('application/vnd.in-toto+json');
    const verified = await call('verify', 'latest');
    expect(verified).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('and its signature is right'),
    });
    expect((await call('verify', 'latest', '--public-key', publicPath)).exitCode).toBe(0);
    await rm(keyPath);
    await rename(publicPath, `${keyPath}.pub`);
    expect((await call('verify', 'latest')).exitCode).toBe(0);
  });

  test('is told from one by another key, or of another statement', async () => {
    const { keyPath } = await keyPair();
    const other = await keyPair();
    const { path, envelope, unsound } = await completed('claimed', ['--sign', keyPath]);
    expect(await unsound('--public-key', other.publicPath)).toEqual([
      expect.stringMatching(/^the certificate is not signed by the key [0-9a-f]{64}$/),
    ]);
    await writeFile(path, `${await readFile(path, 'utf8')} `);
    expect(await unsound()).toEqual([
      'the certificate is not what follows from the log: its text is another one',
      'the signed certificate is another one than certificate.json',
    ]);
    await writeFile(envelope, 'x');
    expect(await unsound()).toContain('the signed certificate is no DSSE envelope');
  });

  test('that is missing, or can not be checked, is told', async () => {
    const { keyPath, publicPath } = await keyPair();
    const { envelope, unsound, call, run } = await completed('claimed', ['--sign', keyPath]);
    const text = await readFile(envelope, 'utf8');
    await rm(envelope);
    expect(await unsound()).toEqual([
      `the certificate is not signed, although --sign was given: proofloop resume ${run.summary.run_id} signs it`,
    ]);
    expect((await call('resume', 'latest')).exitCode).toBe(0);
    expect(await readFile(envelope, 'utf8')).toBe(text);
    await rm(keyPath);
    expect(await unsound()).toEqual([
      `the signature can't be checked: ${keyPath} does not exist; name a public key with --public-key`,
    ]);
    expect((await call('verify', 'latest', '--public-key', publicPath)).exitCode).toBe(0);
  });

  test('was never asked for', async () => {
    const { unsound } = await completed('claimed');
    expect(await unsound('--public-key', (await keyPair()).publicPath)).toEqual([
      'the certificate is not signed: the run was started without --sign',
    ]);
  });
});

test('a key that is gone at the end leaves the run completed, the certificate unsigned, and a warning', async () => {
  const { keyPath, privateKey } = await keyPair();
  // Without a sandbox the coder can reach the key, and takes it away while the run works.
  const { run, path, envelope, call } = await completed(
    'claimed',
    ['--sign', keyPath],
    mending(shell(`rm ${keyPath}`)),
  );
  expect(run.exitCode).toBe(0);
  expect(eventsOf(run.stdout).at(-1)?.event).toBe('loop_completed');
  expect(run.stderr).toContain(
    `warning: the certificate is not signed (${keyPath} does not exist); the run is completed, and when that is mended it is written by: proofloop resume ${run.summary.run_id}\n`,
  );
  expect(existsSync(path)).toBe(true);
  expect(existsSync(envelope)).toBe(false);
  await writeFile(keyPath, privateKey);
  expect((await call('resume', 'latest')).exitCode).toBe(0);
  expect((await call('verify', 'latest')).stdout).toContain('and its signature is right');
});
