import { Argument, type Command } from 'commander';
import { resumableKeys } from '../core/settings/settings.ts';
import { submittableKeys } from '../fleet/submittable-keys.ts';
import { addDatabase, addSettings, command, type ReportExitCode } from './define-command.ts';

const queueActions = ['list', 'show', 'cancel', 'resume', 'retry'] as const;

/** The ceilings of the day for all runs of the database, which hold for all workers once they are given. */
function addCeilings(target: Command) {
  return target
    .option(
      '--fleet-max-cost <usd/day>',
      'what all runs of the database may cost in a day, by UTC (as it was)',
    )
    .option('--fleet-max-tokens <n/day>', 'the same in tokens (as it was)');
}

/** Those for many runs on many machines. */
export function addFleetCommands(program: Command, report: ReportExitCode): void {
  const submit = addCeilings(
    addDatabase(command(program, 'submit', 'put runs into the queue of a database, for workers')),
  )
    .option('--repository <url or path>', 'git repository to work on (that of the workspace)')
    .option('--base <rev>', 'commit, branch or tag to begin with (HEAD)')
    .option('--priority <n>', 'the lowest comes first (100)')
    .option('--tasks <path>', 'folder of .md files, or file of JSON lines, with a task each')
    .option('--stack', 'each task of --tasks begins with the result of the one before')
    .option('--record <url or path>', 'git repository that keeps what runs make meanwhile (the same)');
  addSettings(submit, submittableKeys);
  submit.action(async (given) => {
    const { repository, base, priority, tasks, stack, record, databaseUrl: _url, ...others } = given;
    const { fleetMaxCost = null, fleetMaxTokens = null, ...line } = others;
    const { submitCommand } = await import('./commands/submit-command.ts');
    const terms = {
      repository: repository ?? null,
      base: base ?? null,
      priority: priority ?? null,
      tasks: tasks ?? null,
      isStacked: stack === true,
      record: record ?? null,
    };
    report(await submitCommand(terms, { fleetMaxCost, fleetMaxTokens }, line));
  });

  addCeilings(
    addDatabase(
      command(program, 'worker', 'work on the runs of a queue until Ctrl-C, which hands them back'),
    ),
  )
    .option('--concurrency <n>', 'runs at once', '4')
    .action(async ({ concurrency, fleetMaxCost = null, fleetMaxTokens = null }) => {
      const { workerCommand } = await import('./commands/worker-command.ts');
      report(await workerCommand(concurrency, { fleetMaxCost, fleetMaxTokens }));
    });

  const queue = addDatabase(command(program, 'queue', 'the runs of a queue, and what can be done to them'))
    .addArgument(new Argument('[action]', 'what to do').choices(queueActions).default('list'))
    .argument('[run]', 'run id, its unique beginning, or "latest"');
  addSettings(queue, [...new Set([...resumableKeys, 'json' as const])]);
  queue.action(async (action, run, { json, databaseUrl: _url, ...settings }) => {
    const { queueCommand } = await import('./commands/queue-command.ts');
    report(await queueCommand(action, run ?? null, json === true, settings));
  });
}
