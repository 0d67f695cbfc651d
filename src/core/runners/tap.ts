import { inFolder } from './folders.ts';
import type { ReportReading } from './report.ts';
import { namedFile } from './script-canary.ts';
import type { Seen, TestRunner } from './test-runner.ts';

/** Programs that start others name the file of each around its tests. */
function withFiles(reading: ReportReading, { places, files }: Seen): ReportReading {
  const below = places.folder.slice(places.root.length + 1);
  const results = reading.results.map((result) => {
    const [first = '', ...names] = result.names;
    return /\.\w+$/.test(first) && files.has(inFolder(below, first))
      ? { ...result, file: first, names }
      : result;
  });
  return { ...reading, results };
}

/** A format that several programs print. */
export const tap = {
  name: 'tap',
  isFormat: true,
  report: {
    kind: 'printed',
    isLast: true,
    async read(output, seen) {
      if (!/^TAP version 1[34][ \t]*\r?$/m.test(output)) return [];
      const { readTapText } = await import('./tap-text.ts');
      return readTapText(output).map((reading) => withFiles(reading, seen));
    },
  },
  altered: namedFile,
  files: { names: ['.taprc'], packages: [/^tap$|^@tapjs\//], fields: ['tap', 'taprc'] },
  words: ['tap'],
} as const satisfies TestRunner;
