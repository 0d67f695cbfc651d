import { namedFile } from './script-canary.ts';
import type { TestRunner } from './test-runner.ts';

/** A format that many programs write: read where a person has named its files (`--report`). */
export const junit = {
  name: 'junit',
  isFormat: true,
  report: {
    kind: 'written',
    paths: [],
    when: /^$/,
    async read(text, { report, places }) {
      const { readJunitXml } = await import('./junit-xml.ts');
      return readJunitXml(report, text, places.folder);
    },
  },
  altered: namedFile,
  files: {},
} as const satisfies TestRunner;
