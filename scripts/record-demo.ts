import { execFileSync } from 'node:child_process';
import { chmod, copyFile, cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runProgram } from '../test/support/program.ts';
import { startScriptedEndpoint } from '../test/support/scripted-endpoint.ts';
import { demoAnswers, demoTask } from './demo-answers.ts';

/**
 * Writes `demo/recording.jsonl` anew: the log of a run of the built program on the example repository, with the
 * answers of `demo-answers.ts`.
 */
const demo = resolve(import.meta.dirname, '../demo');
const folder = await mkdtemp(join(tmpdir(), 'fair-split-'));
const repository = join(folder, 'repository');
const endpoint = await startScriptedEndpoint(demoAnswers);
try {
  await cp(join(demo, 'repository'), repository, { recursive: true });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=Demo', '-c', 'user.email=demo@example.org', 'commit', '--quiet', '-m', 'Split a bill');
  const run = await runProgram({
    args: [
      ...['run', '--task', demoTask, '--verify', 'node --test', '--sandbox', 'off'],
      ...['--model', 'recorded-answers', '--base-url', endpoint.baseUrl],
    ],
    folder: repository,
    home: join(folder, 'home'),
  });
  console.log(run.stderr + run.stdout);
  if (run.exitCode !== 0)
    throw new Error(`the run ended with exit code ${run.exitCode}; nothing was recorded`);
  const [runId = ''] = await readdir(join(folder, 'home', 'runs'));
  await copyFile(join(folder, 'home', 'runs', runId, 'loop.jsonl'), join(demo, 'recording.jsonl'));
  await chmod(join(demo, 'recording.jsonl'), 0o644);
} finally {
  await endpoint.close();
  await rm(folder, { recursive: true, force: true });
}
