import type { CommandOutline, OptionOutline } from './command-outline.ts';

/** A completion script for fish. */
export function fishCompletion(commands: readonly CommandOutline[]): string {
  return `# Completion of proofloop in fish. In ~/.config/fish/config.fish: proofloop completion fish | source
function __proofloop_runs
  set -l home $PROOFLOOP_HOME
  if test -z "$home"
    set -l state $XDG_STATE_HOME
    test -n "$state"; or set state $HOME/.local/state
    set home $state/proofloop
  end
  echo latest
  command ls $home/runs 2>/dev/null
end

${commands.flatMap(commandLines).join('\n')}
`;
}

function commandLines({ name, description, options, takesRun, words }: CommandOutline): string[] {
  const within = `complete -c proofloop -n '__fish_seen_subcommand_from ${name}'`;
  return [
    `complete -c proofloop -f -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ...(takesRun ? [`${within} -a '(__proofloop_runs)'`] : []),
    ...(words.length > 0 ? [`${within} -f -a ${quoted(words.join(' '))}`] : []),
    ...options.map((option) => `${within}${optionFlags(option)} -d ${quoted(option.description)}`),
  ];
}

const values = {
  none: '',
  file: ' -r -F',
  folder: " -x -a '(__fish_complete_directories)'",
  other: ' -x',
} as const;

function optionFlags({ short, long, value }: OptionOutline): string {
  const flags = [short === null ? '' : ` -s ${short.slice(1)}`, long === null ? '' : ` -l ${long.slice(2)}`];
  return flags.join('') + values[value];
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
