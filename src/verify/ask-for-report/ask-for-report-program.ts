import { jestAsking } from '../../core/runners/jest.ts';
import { vitestAsking } from '../../core/runners/vitest.ts';
import { askAva, avaFolder } from '../runners/ask-ava.ts';
import { askMocha, mochaFolder } from '../runners/ask-mocha.ts';
import { askNodeTest, runsNodeTests } from '../runners/ask-node-test.ts';
import { askTape, isTape } from '../runners/ask-tape.ts';
import { askUvu, isUvu } from '../runners/ask-uvu.ts';
import { Reporter } from '../runners/node-test-reporter.ts';
import { askByArguments } from './ask-by-arguments.ts';
import { mainScript } from './main-script.ts';
import { reportLines } from './report-lines.ts';
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
  const path = script === null ? '' : script;
  const byArguments = askedByArguments.find((asking) => asking.script.test(path));
  if (byArguments !== undefined) return (folder) => askByArguments(byArguments, folder);
  const mocha = mochaFolder(path);
  if (mocha !== '') return (folder) => askMocha(reportLines(folder, 'mocha'), mocha);
  const ava = avaFolder(path);
  if (ava !== '') return (folder) => askAva(reportLines(folder, 'ava'), ava);
  if (runsNodeTests(script)) return (folder) => askNodeTest(folder, __filename);
  if (isUvu(path)) return (folder) => askUvu(reportLines(folder, 'uvu'));
  // Any script of the project may come to load it.
  const isOwn = path !== '' && !/[\\/]node_modules[\\/]/.test(path);
  return isOwn || isTape(path) ? (folder) => askTape(reportLines(folder, 'tape'), isTape(path)) : null;
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
