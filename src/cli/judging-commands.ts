import { Argument, type Command } from 'commander';
import { judgeKeys } from '../core/settings/settings.ts';
import { hookAgents } from '../runs/hook/hook-agents.ts';
import { addSettings, command, type ReportExitCode } from './define-command.ts';

/** Those that judge what somebody else did. */
export function addJudgingCommands(program: Command, report: ReportExitCode): void {
  const judge = command(program, 'judge', 'measure a change that somebody else made, without a model')
    .option('--base <rev>', 'what the change is judged against (where it left origin/HEAD, main or master)')
    .option('--head <rev>', 'what is judged (the files as they lie in the checkout, uncommitted ones too)');
  for (const [form, what] of Object.entries(reportHelp))
    judge.option(`--${form} <file>`, `${what} (- is standard output)`);
  addSettings(judge, judgeKeys);
  judge.action(
    async ({ base = null, head = null, junit = null, sarif = null, markdown = null, ...commandLine }) => {
      const { judgeCommand } = await import('./commands/judge-command.ts');
      report(await judgeCommand({ base, head, reports: { junit, sarif, markdown } }, commandLine));
    },
  );

  const hook = command(program, 'hook', "answer another agent's hook: let its turn end on measured work only")
    .addArgument(new Argument('<agent>', 'the agent').choices(hookAgents))
    .option('--max-refusals <n>', 'refusals in a row after which the agent is let go (3)', refusals, 3)
    .option('--print-settings', "print what to paste into the agent's settings");
  addSettings(
    hook,
    judgeKeys.filter((key) => !['json', 'logPath', 'workspace'].includes(key)),
  );
  hook.action(async (agent, { maxRefusals, printSettings = false, ...commandLine }) => {
    const { hookCommand } = await import('./commands/hook-command.ts');
    report(await hookCommand({ agent, maxRefusals, printSettings }, commandLine));
  });
}

const reportHelp = {
  junit: 'write JUnit XML too: a test case for each thing that was asked of the change',
  sarif: 'write SARIF 2.1.0 too, at file and line for altered tests and configuration',
  markdown: 'write a summary for a pull request too',
};

/** Once started a hook never fails: another number than can be meant is the usual one. */
function refusals(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : 3;
}
