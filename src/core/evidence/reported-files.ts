import { runnerNamed } from '../runners/runner-table.ts';
import { soundReport } from './baseline.ts';
import { baseRuns, type EvidenceFacts } from './facts.ts';
import { fileOfTest } from './test-report.ts';

/** The files that the base's own reports name as those of tests, as seen from the top, where reports name files. */
export function reportedFiles(facts: EvidenceFacts): string[] {
  const place = { folder: facts.options.folder, packages: [] };
  const files = baseRuns(facts).flatMap((run) =>
    run.flatMap((_result, index) => {
      const report = soundReport(run, index);
      if (report === null) return [];
      const { altered } = runnerNamed(report.runner);
      const names = new Set([...report.passed, ...report.failed, ...report.skipped].map(fileOfTest));
      return [...names].flatMap((name) => {
        const found = altered?.(name, place) ?? null;
        return found?.holds === 'a file' ? [found.path] : [];
      });
    }),
  );
  return [...new Set(files)];
}
