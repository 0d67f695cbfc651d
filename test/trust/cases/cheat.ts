import type { Project } from '../projects.ts';
import type { TrustCase } from '../trust-case.ts';

/** A maker of cheats on a project: cases of one shell line that does not mend `sum`, where each test is compared. */
export const cheatOn =
  (project: Project) =>
  (
    name: string,
    line: string,
    expected: TrustCase['expected'],
    attacks: readonly number[],
    reason: RegExp,
  ): TrustCase => ({
    name: `${project.name}: ${name}`,
    project,
    honest: false,
    coder: [line],
    expected,
    grade: 'per-test',
    attacks,
    reason,
  });
