import { controlPath } from '../core/evidence/mutation-files.ts';
import { fileOfTest, type TestReport } from '../core/test-report.ts';
import { countOf } from './amounts.ts';

/** How many alterations some test noticed, without those of the control, which none notices where all is well. */
export function mutantCounts({ passed, failed }: TestReport): string {
  const ofChange = (id: string) => !fileOfTest(id).endsWith(controlPath);
  const noticed = passed.filter(ofChange).length;
  return `${countOf(noticed + failed.filter(ofChange).length, 'alteration')}, ${noticed} noticed`;
}
