import { shellWord } from '../../core/text/shell-word.ts';
import type { CommandOutline, OptionOutline } from './command-outline.ts';

/** A completion script for zsh, to be sourced or put into a folder of \`$fpath\` as \`_proofloop\`. */
export function zshCompletion(commands: readonly CommandOutline[]): string {
  return `#compdef proofloop
# Completion of proofloop in zsh. In ~/.zshrc: source <(proofloop completion zsh)
_proofloop_runs() {
  local home=\${PROOFLOOP_HOME:-\${XDG_STATE_HOME:-$HOME/.local/state}/proofloop}
  local -a ids
  ids=(latest $home/runs/*(N:t))
  compadd -a ids
  _files
}

_proofloop() {
  local -a commands
  local command=\${words[2]}
  commands=(
${commands.map(({ name, description }) => `    ${shellWord(`${name}:${description}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )) && [[ $command != -* ]]; then
    _describe command commands
    return
  fi
  # Without a command, options are those of run.
  if [[ $command == -* ]]; then
    command=run
  else
    shift words
    (( CURRENT-- ))
  fi
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}

if [[ \${funcstack[1]} == _proofloop ]]; then
  _proofloop "$@"
else
  compdef _proofloop proofloop
fi
`;
}

function commandCase({ name, options, takesRun, words }: CommandOutline): string {
  const specs = options.flatMap(optionSpecs);
  if (takesRun) specs.push(shellWord('1:run:_proofloop_runs'));
  else if (words.length > 0) specs.push(shellWord(`1:word:(${words.join(' ')})`));
  return `    ${name})\n      _arguments ${specs.join(' \\\n        ')} ;;`;
}

const actions = { none: '', file: ':file:_files', folder: ':folder:_files -/', other: ':value: ' } as const;

function optionSpecs({ short, long, description, value, repeatable }: OptionOutline): string[] {
  const words = description.replace(/[[\]\\:]/g, '\\$&');
  return [short, long]
    .filter((flag) => flag !== null)
    .map((flag) => shellWord(`${repeatable ? '*' : ''}${flag}[${words}]${actions[value]}`));
}
