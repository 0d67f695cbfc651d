import { Argument, Command, Option } from 'commander';
import { commandLineKeys, forkableKeys, resumableKeys, settings } from '../core/settings/settings.ts';
import { version } from '../runs/version.ts';
import { completionShells } from './completion/shells.ts';
import { addDatabase, addSettings, command, type ReportExitCode } from './define-command.ts';
import { addFleetCommands } from './fleet-commands.ts';
import { addJudgingCommands } from './judging-commands.ts';
import { columnsFor } from './output.ts';

const examples = `
Examples:
  proofloop --task "Fix the rounding bug in src/price.ts" --verify "npm test"
  proofloop run -C ~/work/shop --task-file task.md --max-cost 5
  proofloop diff latest && proofloop apply latest
  proofloop demo        see it work first, offline and without a key
  proofloop doctor      see what works on this machine, and what is missing
`;

/** The command line; each command is loaded when it is called, and its exit code is reported. */
export function buildProgram(report: ReportExitCode): Command {
  const program = new Command('proofloop')
    .description('A planner, a coder and a tester work on a task until measured facts say that it is done.')
    .version(version)
    .addHelpText('before', examples.trimStart())
    .showHelpAfterError('Run "proofloop --help" or "proofloop <command> --help" for all options.')
    .configureHelp({ helpWidth: Math.min(columnsFor(process.stdout), widestHelp) })
    .exitOverride();

  addWorkCommands(program, report);
  addJudgingCommands(program, report);
  addFleetCommands(program, report);
  addViewCommands(program, report);
  addResultCommands(program, report);
  addUpkeepCommands(program, report);
  addSetUpCommands(program, report);
  return program;
}

/** Those that work on a task. */
function addWorkCommands(program: Command, report: ReportExitCode): void {
  const run = command(program, 'run', 'start a run on a repository or a plain folder');
  addSettings(run, commandLineKeys);
  run.action(async (options) => {
    const { runCommand } = await import('./commands/run-command.ts');
    report(await runCommand(options));
  });

  const resume = command(program, 'resume', 'go on with a run that is not completed').argument(
    '<run>',
    runHelp,
  );
  addSettings(resume, resumableKeys);
  resume.action(async (name, options) => {
    const { resumeCommand } = await import('./commands/resume-command.ts');
    report(await resumeCommand(name, options, null));
  });

  const accept = command(
    program,
    'accept',
    'decide a run that needs review again, with these changes allowed; no model is asked',
  ).argument('<run>', runHelp);
  addSettings(accept, ['allowChanges', 'json']);
  accept.action(async (name, options) => {
    const { acceptCommand } = await import('./commands/accept-command.ts');
    report(await acceptCommand(name, options.allowChanges ?? [], options.json === true));
  });

  command(program, 'stop', 'ask a running run to stop, as Ctrl-C in its terminal would')
    .argument('<run>', runHelp)
    .action(async (name) => {
      const { stopCommand } = await import('./commands/stop-command.ts');
      report(await stopCommand(name));
    });
}

/** Those that show runs. */
function addViewCommands(program: Command, report: ReportExitCode): void {
  addDatabase(command(program, 'watch', 'follow a run until it ends; Ctrl-C ends the watching alone'))
    .argument('<run>', runHelp)
    .addOption(
      new Option('--progress <how>', 'how it is shown (auto)').choices(settings.progress.type.words ?? []),
    )
    .option('--json', "print the log's lines")
    .action(async (name, options) => {
      const { watchCommand } = await import('./commands/watch-command.ts');
      report(await watchCommand(name, options.json === true, options.progress ?? null));
    });

  addDatabase(command(program, 'runs', 'list the runs, newest first'))
    .argument('[words...]', 'only runs in whose id, repository, outcome or task each of them stands')
    .option('--here', 'only runs of the repository that you stand in')
    .option('--costs', 'what they came to by day and repository')
    .option('--json', 'print them as JSON')
    .action(async (words, { here = false, costs = false, json = false }) => {
      const { runsCommand } = await import('./commands/runs-command.ts');
      report(await runsCommand({ words, here, costs, json }));
    });

  addDatabase(command(program, 'show', 'one run: outcome, gates, work items, evidence, usage, iterations'))
    .argument('<run>', runHelp)
    .option('--json', 'print it as JSON')
    .action(async (name, options) => {
      const { showCommand } = await import('./commands/show-command.ts');
      report(await showCommand(name, options.json === true));
    });

  addDatabase(
    command(program, 'ui', 'a page of all runs in the browser, from this machine alone, until Ctrl-C'),
  )
    .option('--port <n>', 'of 127.0.0.1; else one that is free', '0')
    .option('--open', 'open it in the browser')
    .action(async (options) => {
      const { uiCommand } = await import('./commands/ui-command.ts');
      report(await uiCommand(options.port, options.open === true));
    });

  addDatabase(
    command(program, 'export', 'a run as one file for a browser, which needs no network and no server'),
  )
    .argument('<run>', runHelp)
    .requiredOption('--html <file>', 'where to write it')
    .action(async (name, options) => {
      const { exportCommand } = await import('./commands/export-command.ts');
      report(await exportCommand(name, options.html));
    });

  addDatabase(command(program, 'log', 'what was said and done in a run, in words; in a pager on a terminal'))
    .argument('<run>', runHelp)
    .option('--role <role>', 'planner, coder or tester alone')
    .option('--iteration <n>', 'this iteration alone')
    .option('--output', 'with whole patches and all that commands printed')
    .action(async (name, options) => {
      const { logCommand } = await import('./commands/log-command.ts');
      const { role = null, iteration = null, output = false } = options;
      report(await logCommand(name, { role, iteration, output }));
    });
}

/** Those that do something with a run's result or its log. */
function addResultCommands(program: Command, report: ReportExitCode): void {
  addDatabase(command(program, 'diff', 'the result against the base, as git shows it'))
    .argument('<run>', runHelp)
    .option('--iteration <n>', 'what this one iteration changed')
    .option(movedTo, movedToHelp)
    .action(async (name, options) => {
      const { diffCommand } = await import('./commands/diff-command.ts');
      report(await diffCommand(name, options.iteration ?? null, options.workspace ?? null));
    });

  const apply = command(program, 'apply', 'bring the result into your working tree as uncommitted changes')
    .argument('<run>', runHelp)
    .option(movedTo, movedToHelp);
  addSettings(apply, ['take']);
  apply.action(async (name, options) => {
    const { applyCommand } = await import('./commands/apply-command.ts');
    report(await applyCommand(name, options.workspace ?? null, options.take ?? []));
  });

  const replay = addDatabase(
    command(
      program,
      'replay',
      'play the run again offline from its log, and compare every decision and request',
    ),
  )
    .argument('<run>', runHelp)
    .option('--execute', 'run its commands, patches and verifications again, with the recorded answers');
  // For a log that was brought here; a run that was started here keeps its own.
  addSettings(replay, ['sandbox', 'network']);
  replay.action(async (name, { execute, ...commandLine }) => {
    const { replayCommand } = await import('./commands/replay-command.ts');
    report(await replayCommand(name, execute === true, commandLine));
  });

  const fork = command(program, 'fork', 'start a new run from where an iteration of another one closed')
    .argument('<run>', runHelp)
    .requiredOption('--at <iteration>', 'number of the iteration')
    .option('--note <text>', 'an instruction that is added to the task');
  addSettings(fork, forkableKeys);
  fork.action(async (name, options) => {
    const { forkCommand } = await import('./commands/fork-command.ts');
    const { at, note, ...commandLine } = options;
    report(await forkCommand(name, at, note ?? null, commandLine));
  });

  addDatabase(command(program, 'verify', "check a run's log, certificate and result against the repository"))
    .argument('<run>', runHelp)
    .option(
      '--public-key <file>',
      "Ed25519 key (PEM) that must have signed the certificate; else the run's own",
    )
    .option(movedTo, movedToHelp)
    .action(async (name, options) => {
      const { verifyCommand } = await import('./commands/verify-command.ts');
      report(await verifyCommand(name, options.publicKey ?? null, options.workspace ?? null));
    });
}

/** Those that make room. */
function addUpkeepCommands(program: Command, report: ReportExitCode): void {
  command(
    program,
    'prune',
    'free the disk space of runs that nobody works on; they can still be shown and resumed',
  )
    .option(
      '--older-than <duration>',
      'only runs in which nothing has happened for this long, such as 12h or 30d',
    )
    .option('--branches', 'the branches of completed runs too; their results can still be applied')
    .option('--yes', 'do not ask')
    .action(async (options) => {
      const { pruneCommand } = await import('./commands/prune-command.ts');
      const { olderThan = null, branches = false, yes = false } = options;
      report(await pruneCommand({ olderThan, branches, yes }));
    });

  command(program, 'rm', 'remove a run whole: its log, its files and its branch')
    .argument('<run>', runHelp)
    .option('--yes', 'do not ask')
    .action(async (name, options) => {
      const { rmCommand } = await import('./commands/rm-command.ts');
      report(await rmCommand(name, options.yes === true));
    });
}

/** Those for the first day on a machine. */
function addSetUpCommands(program: Command, report: ReportExitCode): void {
  command(program, 'demo', 'see the loop work on an example repository, offline and without a key')
    .option('--keep', 'keep the example repository and the log of its run')
    .action(async (options) => {
      const { demoCommand } = await import('./commands/demo-command.ts');
      report(await demoCommand(options.keep === true));
    });

  command(program, 'doctor', 'what works on this machine, what is missing, and how to mend it')
    .option('--online', 'ask the endpoint too, with one request that costs nothing')
    .option('--json', 'print it as JSON')
    .action(async (options) => {
      const { doctorCommand } = await import('./commands/doctor-command.ts');
      report(await doctorCommand(options.json === true, options.online === true));
    });

  command(program, 'completion', 'print the script that lets a shell complete commands, options and runs')
    .addArgument(new Argument('<shell>', 'the shell').choices(completionShells))
    .action(async (shell) => {
      const { completionCommand } = await import('./commands/completion-command.ts');
      report(completionCommand(shell, program));
    });
}

/** Longer rows are hard to read. */
const widestHelp = 100;

const movedTo = '-C, --workspace <dir>';
const movedToHelp = 'where the repository of the run lies by now, if it was moved';

const runHelp = 'run id, its unique beginning, path of a log, or "latest": the newest run of this repository';
