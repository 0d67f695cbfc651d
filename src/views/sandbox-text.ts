import type { RunOptions } from '../core/options.ts';

/** What held the commands of a run, in words for a person. */
export function sandboxText({ sandbox, network }: RunOptions): string {
  if (sandbox === 'off') return 'off: commands run as you, with your files and your network in reach';
  return network === 'on' ? `${sandbox}, the coder with the network` : `${sandbox}, no network`;
}
