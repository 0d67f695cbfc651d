import type { RunOptions } from '../../core/options.ts';
import type { RunState } from '../../core/state.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import { plainLine } from '../text/plain-text.ts';

/** The command line that judges the same change again, in its repository. */
export function repeatCommand({ options, baseCommit, judgement }: RunState): string {
  const words = [
    ...(options.folder === '' ? [] : ['-C', options.folder]),
    ...(baseCommit === null ? [] : ['--base', baseCommit]),
    ...(judgement?.headCommit ? ['--head', judgement.headCommit] : []),
    ...optionWords(options),
  ];
  return ['proofloop judge', ...words.map((word) => shellWord(plainLine(word)))].join(' ');
}

/** Those options that decide on the verdict and are not the default. */
function optionWords(options: RunOptions): string[] {
  const { verify, verify_source, reports, setup, allow_changes, evidence, expect, mutation } = options;
  const { sealed, sealed_verify } = options;
  const each = (option: string, values: readonly string[]) => values.flatMap((value) => [option, value]);
  return [
    ...(verify_source.startsWith('--') ? each('--verify', verify) : []),
    ...each('--report', reports),
    ...each('--setup', setup),
    ...(evidence === 'verified' ? [] : ['--evidence', evidence]),
    ...(expect === 'change' ? [] : ['--expect', expect]),
    ...each('--allow-changes', allow_changes),
    ...(mutation ? ['--mutation'] : []),
    ...(sealed === null ? [] : ['--sealed', sealed]),
    ...each('--sealed-verify', sealed_verify),
  ];
}
