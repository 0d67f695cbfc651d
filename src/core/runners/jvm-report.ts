import type { ReportReading, TestResult } from './report.ts';
import { resolvePath } from './resolve-path.ts';
import type { CheckoutFiles, Seen } from './test-runner.ts';

/** Folders of a module that hold sources of tests, by convention. */
const sources = ['src/test', 'src/integrationTest', 'src/testFixtures', 'src/functionalTest', 'test'];
const languages = ['java', 'kotlin', 'groovy', 'scala', ''];
const endings = ['java', 'kt', 'groovy', 'scala'];

/**
 * Reads a JUnit report that a build of the JVM has written below a folder named `target` or `build` of a module: classes
 * become the files that they stand in, where these are where they usually are.
 */
export async function readJvmXml(runner: string, text: string, seen: Seen): Promise<ReportReading> {
  const { readJunitXml } = await import('./junit-xml.ts');
  const reading = readJunitXml(runner, text, seen.places.root);
  const module = seen.report.replace(/(^|\/)(target|build)\/.*$/, '');
  const results = reading.results.map((result) => inItsFile(result, module, seen.files));
  return { ...reading, folder: resolvePath(seen.places.root, '.'), results };
}

function inItsFile(result: TestResult, module: string, files: CheckoutFiles): TestResult {
  const [given = '', ...rest] = result.names;
  const [outer = '', ...nested] = given.split('$');
  const way = outer.replaceAll('.', '/');
  const folders = sources.flatMap((source) => languages.map((language) => `${source}/${language}`));
  for (const folder of folders) {
    for (const ending of endings) {
      const path = [module, folder.replace(/\/$/, ''), `${way}.${ending}`].filter((part) => part !== '');
      if (files.has(path.join('/')))
        return {
          file: path.join('/'),
          names: [...nested, ...rest.map(withoutCall)],
          outcome: result.outcome,
        };
    }
  }
  return { ...result, file: '', names: [given, ...rest.map(withoutCall)] };
}

/** JUnit 5 has a method's parentheses in its name. */
const withoutCall = (name: string) => name.replace(/\(\)$/, '');
