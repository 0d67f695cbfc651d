import { type CommandOutline, ownOptions } from './command-outline.ts';

/** A completion script that also the bash of macOS (3.2) runs; files are offered where nothing of ours fits. */
export function bashCompletion(commands: readonly CommandOutline[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# Completion of proofloop in bash. In ~/.bashrc: source <(proofloop completion bash)
_proofloop() {
  local current=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} options= words= valued= offered=
  local runs=\${PROOFLOOP_HOME:-\${XDG_STATE_HOME:-$HOME/.local/state}/proofloop}/runs
  COMPREPLY=()
  if ((COMP_CWORD == 1)) && [[ $current != -* ]]; then
    COMPREPLY=($(compgen -W '${names}' -- "$current"))
    return
  fi
  # Without a command, options are those of run.
  [[ $command == -* ]] && command=run
  case $command in
${commands.map(commandCase).join('\n')}
  esac
  ((COMP_CWORD == 1)) && options="$options ${ownOptions.join(' ')}"
  [[ $valued == *" \${COMP_WORDS[COMP_CWORD-1]} "* ]] && return
  if [[ $current == -* ]]; then
    offered=$options
  elif [[ $words == RUN ]]; then
    offered="latest $(ls "$runs" 2>/dev/null)"
  else
    offered=$words
  fi
  COMPREPLY=($(compgen -W "$offered" -- "$current"))
}
complete -o default -F _proofloop proofloop
`;
}

function commandCase({ name, options, takesRun, words }: CommandOutline): string {
  const flags = options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag !== null);
  const valued = options
    .filter(({ value }) => value !== 'none')
    .flatMap(({ short, long }) => [short, long])
    .filter((flag) => flag !== null);
  const fields = [`options='${flags.join(' ')}'`, `valued=' ${valued.join(' ')} '`];
  if (takesRun) fields.push('words=RUN');
  else if (words.length > 0) fields.push(`words='${words.join(' ')}'`);
  return `    ${name}) ${fields.join(' ')} ;;`;
}
