import { controlPath } from '../../core/evidence/mutation-files.ts';
import { fileOfTest, type TestReport } from '../../core/evidence/test-report.ts';
import type { RunOptions } from '../../core/options.ts';
import type { ProtectedChange } from '../../core/protected/protection.ts';
import { roles } from '../../core/role.ts';
import { listed } from '../../core/settings/value-types.ts';
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
export function sandboxText({
  sandbox,
  network,
  agents,
}: Pick<RunOptions, 'sandbox' | 'network' | 'agents'>): string {
  if (sandbox === 'off') return 'off: commands run as you, with your files and your network in reach';
  if (sandbox === 'own') return "own: what holds commands is the calling program's affair";
  const withAgent = roles.filter((role) => agents[role] !== null);
  if (withAgent.length > 0) {
    const own = network === 'on' && agents.coder === null ? ['coder'] : [];
    const reach = `the network for ${listed([...own, ...withAgent.map((role) => `${role}'s agent`)], 'and')}`;
    return `${sandbox}, ${reach}, none for verification`;
  }
  return network === 'on' ? `${sandbox}, the coder with the network` : `${sandbox}, no network`;
}
