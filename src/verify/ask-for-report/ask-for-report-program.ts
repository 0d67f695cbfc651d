import { jestAsking } from '../../core/runners/jest.ts';
import { vitestAsking } from '../../core/runners/vitest.ts';
import { askAva, avaFolder } from '../runners/ask-ava.ts';
import { askMocha, mochaFolder } from '../runners/ask-mocha.ts';
import { askNodeTest, runsNodeTests } from '../runners/ask-node-test.ts';
import { Reporter } from '../runners/node-test-reporter.ts';
import { askByArguments } from './ask-by-arguments.ts';
import { mainScript } from './main-script.ts';
import { folderForReports } from './report-place.ts';

/** Runners that are asked by their arguments. */
const askedByArguments = [vitestAsking, jestAsking];

/**
 * Loaded into every node process of a command by way of NODE_OPTIONS. Where the process is a test runner's, it sees to
 * it that the runner writes a report, beside whatever it prints; everywhere else it does nothing. It runs in the user's
 * own node, however old, and must never be the reason why something fails.
 */
try {
  const folder = folderForReports();
  const asking = folder === null ? null : askingFor(mainScript());
  if (folder !== null && asking !== null && isMainThread()) asking(folder);
} catch {
  // Without a report the runner still runs as it would.
}

/** node:test is given this same file as a reporter. */
export default Reporter;

/** What asks the runner that this process is; null for any other process. */
function askingFor(script: string | null): ((folder: string) => void) | null {
  const byArguments = askedByArguments.find((asking) => asking.script.test(script === null ? '' : script));
  if (byArguments !== undefined) return (folder) => askByArguments(byArguments, folder);
  const mocha = mochaFolder(script === null ? '' : script);
  if (mocha !== '') return (folder) => askMocha(folder, mocha);
  const ava = avaFolder(script === null ? '' : script);
  if (ava !== '') return (folder) => askAva(folder, ava);
  return runsNodeTests(script) ? (folder) => askNodeTest(folder, __filename) : null;
}

/** A node without such threads has no other. */
function isMainThread(): boolean {
  try {
    // biome-ignore lint/style/useNodejsImportProtocol: an old node doesn't know it
    return require('worker_threads').isMainThread;
  } catch {
    return true;
  }
}
