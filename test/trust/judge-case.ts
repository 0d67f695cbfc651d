import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvidenceLevel } from '../../src/core/options.ts';
import { eventsOf, payloadsOf, runProgram } from '../support/program.ts';
import { removeFolder } from '../support/remove-folder.ts';
import { makeRepository, ownModules, projectOf, toolchains } from './play-case.ts';
import type { Ending, TrustCase } from './trust-case.ts';

/** What judging a case's change came to. */
export interface JudgedCase {
  /** A case whose change came to nothing shows nothing, unless that is what it is about. */
  ending: Ending | 'nothing to judge';
  reasons: readonly string[];
  stderr: string;
}

/** Whether what must come of a case follows from its files alone: no gate but the evidence, no tester's command. */
export function isJudgeable({ expected, testCommand }: TrustCase): boolean {
  return expected.claimed === 'completed' && testCommand === undefined;
}

/**
 * Makes a case's change without any model, contained as a coder's commands are, and has it judged by the built program:
 * after each iteration's part of it, until a part is not refused, as a run would end there.
 */
export async function judgeCase(trustCase: TrustCase, level: EvidenceLevel): Promise<JudgedCase> {
  const folder = mkdtempSync(join(tmpdir(), 'proofloop-judge-'));
  try {
    const [repository, home] = [join(folder, 'repository'), join(folder, 'home')];
    const project = projectOf(trustCase);
    mkdirSync(home);
    makeRepository(repository, project, trustCase.prepare ?? 'true');
    const base = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: repository, encoding: 'utf8' }).trim();
    const options = [
      ...['--base', base, '--evidence', level, '-C', repository],
      ...(project.packages.length > 0 ? ['--mount', ownModules] : []),
      ...project.options,
      ...(trustCase.options ?? []),
    ];
    let judged: JudgedCase = { ending: 'refused', reasons: [], stderr: '' };
    for (const line of trustCase.coder) {
      makeChange(repository, line);
      judged = await judge(trustCase, repository, home, options);
      if (judged.ending === 'completed' || judged.ending === 'needs_review') break;
    }
    return judged;
  } finally {
    await removeFolder(folder);
  }
}

async function judge(
  { name, reason }: TrustCase,
  repository: string,
  home: string,
  options: readonly string[],
): Promise<JudgedCase> {
  const { stdout, stderr } = await runProgram({
    args: ['judge', '--json', ...options],
    folder: repository,
    home,
    environment: toolchains(),
  });
  const [finished] = payloadsOf(eventsOf(stdout), 'judge_finished');
  if (finished === undefined) {
    if (!stderr.includes('nothing to judge')) throw new Error(`${name}: no judgement\n${stderr}`);
    const ending = reason?.test('nothing was changed') ? 'refused' : 'nothing to judge';
    return { ending, reasons: [], stderr };
  }
  return { ending: endingOf(finished.verdict), reasons: finished.reasons, stderr };
}

function endingOf(verdict: string): Ending {
  if (verdict === 'verified' || verdict === 'proven') return 'completed';
  return verdict === 'needs_review' ? 'needs_review' : 'refused';
}

/** A coder's command may fail, and may do harm: it sees the machine read-only, and nothing of it outlives its end. */
function makeChange(repository: string, line: string): void {
  const contained = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp'];
  const limits = ['--unshare-pid', '--unshare-net', '--die-with-parent', '--new-session'];
  const args = [...contained, '--bind', repository, repository, ...limits, '--chdir', repository];
  // A home that can be written to, as a coder's commands have one: npm keeps its cache there.
  const env = { ...process.env, ...toolchains(), HOME: '/tmp' };
  try {
    execFileSync('timeout', ['60', 'bwrap', ...args, '/bin/sh', '-c', line], { stdio: 'ignore', env });
  } catch {
    // What it has left is judged.
  }
}
