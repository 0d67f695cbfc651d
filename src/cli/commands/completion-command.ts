import type { Command } from 'commander';
import { bashCompletion } from '../completion/bash.ts';
import { outlineCommands } from '../completion/command-outline.ts';
import { fishCompletion } from '../completion/fish.ts';
import type { CompletionShell } from '../completion/shells.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { print } from '../output.ts';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `proofloop completion`: prints the script for a shell, made from the program's own commands and options. */
export function completionCommand(shell: CompletionShell, program: Command): number {
  print([scripts[shell](outlineCommands(program)).trimEnd()]);
  return 0;
}
