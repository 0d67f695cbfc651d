import { cTests } from './c-tests.ts';
import { inFolder } from './folders.ts';
import type { Detect, TestRunner } from './test-runner.ts';

/** Built in a folder of its own, which a fresh checkout never has. */
const detect: Detect = ({ folder, names, text }) => {
  if (!names(folder).includes('meson.build')) return null;
  const said = (text(inFolder(folder, 'meson.build')) ?? '').replaceAll(/#.*/g, '');
  if (!/^\s*(test|subdir)\s*\(/m.test(said)) return null;
  const build = names(folder).includes('build') ? 'meson-build' : 'build';
  return { command: `meson setup ${build} && meson test -C ${build}`, file: 'meson.build' };
};

/** Each run leaves a report, whether or not anybody asks. */
export const meson = {
  name: 'meson',
  report: {
    kind: 'written',
    paths: ['**/meson-logs/testlog.junit.xml'],
    when: /^meson\.build$/,
    async read(text, { places }) {
      const { readJunitXml } = await import('./junit-xml.ts');
      const reading = readJunitXml('meson', text, places.folder);
      // Where there are several suites, and only there, each name begins with its own.
      const results = reading.results.map((result) => ({
        ...result,
        names: result.names.map((name) => name.replace(/^[^/]* \/ /, '')),
      }));
      return { ...reading, results };
    },
  },
  alteredTogether: cTests,
  files: { names: ['meson_options.txt', 'meson.options'] },
  words: ['meson'],
  detect,
} as const satisfies TestRunner;
