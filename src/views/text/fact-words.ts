import { controlPath } from '../../core/evidence/mutation-files.ts';
import { fileOfTest, type TestReport } from '../../core/evidence/test-report.ts';
import type { RunOptions } from '../../core/options.ts';
import type { ProtectedChange } from '../../core/protected/protection.ts';
import { countOf } from './amounts.ts';
import { plainLine } from './plain-text.ts';

/** How many alterations some test noticed, without those of the control, which none notices where all is well. */
export function mutantCounts({ passed, failed }: TestReport): string {
  const ofChange = (id: string) => !fileOfTest(id).endsWith(controlPath);
  const noticed = passed.filter(ofChange).length;
  return `${countOf(noticed + failed.filter(ofChange).length, 'alteration')}, ${noticed} noticed`;
}

/** `test/sum.test.ts (modified)` */
export function protectedChangeText({ path, change }: ProtectedChange): string {
  return `${plainLine(path)} (${change})`;
}

/** What held the commands of a run, in words for a person. */
export function sandboxText({ sandbox, network }: RunOptions): string {
  if (sandbox === 'off') return 'off: commands run as you, with your files and your network in reach';
  return network === 'on' ? `${sandbox}, the coder with the network` : `${sandbox}, no network`;
}
