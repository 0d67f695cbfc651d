import type { Argument, Command, Option } from 'commander';

/** What a shell can complete of one command. */
export interface CommandOutline {
  name: string;
  description: string;
  options: OptionOutline[];
  /** Whether its first argument is a run. */
  takesRun: boolean;
  /** The words that its first argument can be; none where it is not one of a few. */
  words: readonly string[];
}

export interface OptionOutline {
  /** With its dashes; null where there is none. */
  short: string | null;
  long: string | null;
  description: string;
  value: 'none' | 'file' | 'folder' | 'other';
  /** Whether it can be given several times. */
  repeatable: boolean;
}

/** The commands of the program, as its help shows them. */
export function outlineCommands(program: Command): CommandOutline[] {
  return program.commands.map((command) => {
    const [argument] = command.registeredArguments;
    return {
      name: command.name(),
      description: command.description(),
      options: [...command.options.map(outlineOption), help],
      takesRun: argument?.name() === 'run',
      words: wordsOf(argument),
    };
  });
}

/** Options that stand before any command. */
export const ownOptions: readonly string[] = ['--help', '--version'];

const help: OptionOutline = {
  short: '-h',
  long: '--help',
  description: 'show all options',
  value: 'none',
  repeatable: false,
};

function outlineOption(option: Option): OptionOutline {
  return {
    short: option.short ?? null,
    long: option.long ?? null,
    description: option.description,
    value: valueKind(option),
    repeatable: option.parseArg !== undefined,
  };
}

function valueKind({ flags, required }: Option): OptionOutline['value'] {
  if (!required) return 'none';
  if (/<(file|log)>/.test(flags)) return 'file';
  return flags.includes('<dir>') ? 'folder' : 'other';
}

function wordsOf(argument: Argument | undefined): readonly string[] {
  return argument?.argChoices ?? [];
}
