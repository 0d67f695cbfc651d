import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Surroundings } from '../config/surroundings.ts';
import type { JudgementReport } from '../views/judgement/judgement-report.ts';
import { junitReport } from '../views/judgement/junit-report.ts';
import { markdownReport } from '../views/judgement/markdown-report.ts';
import { sarifReport } from '../views/judgement/sarif-report.ts';
import { version } from './version.ts';

export const reportForms = ['junit', 'sarif', 'markdown'] as const;

/** Where each further report goes: a path, `-` for standard output, null for nowhere. */
export type ReportPlaces = Record<(typeof reportForms)[number], string | null>;

export interface WrittenReports {
  /** Those that standard output was named for. */
  printed: string[];
  /** A sentence for each that could not be written: the verdict stands without them. */
  problems: string[];
}

/** Writes a judgement in the forms that were asked for. */
export async function writeReports(
  report: JudgementReport,
  places: ReportPlaces,
  { currentFolder, environment }: Surroundings,
): Promise<WrittenReports> {
  const written: WrittenReports = { printed: [], problems: [] };
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: commit } = environment;
  const fileUrl = server && repository && commit ? `${server}/${repository}/blob/${commit}` : null;
  const texts = {
    junit: () => junitReport(report),
    sarif: () => sarifReport(report, version),
    markdown: () => markdownReport(report, fileUrl),
  };
  for (const form of reportForms) {
    const place = places[form];
    if (place === null) continue;
    if (place === '-') {
      written.printed.push(texts[form]().trimEnd());
      continue;
    }
    await writeFile(resolve(currentFolder, place), texts[form]()).catch((error: Error) => {
      written.problems.push(`the report --${form} could not be written (${error.message})`);
    });
  }
  return written;
}
