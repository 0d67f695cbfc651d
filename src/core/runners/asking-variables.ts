import { runnerTable } from './runner-table.ts';
import type { AskingPlaces } from './test-runner.ts';

/** The environment variables by which the runners that are asked so are asked, all at once: no runner reads another's. */
export function askingVariables(places: AskingPlaces): Record<string, string> {
  const own = runnerTable.map(({ report }) =>
    report.kind === 'left' || report.kind === 'noted' ? report.variables?.(places) : null,
  );
  return Object.assign({}, ...own);
}
