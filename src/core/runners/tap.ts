import type { TestRunner } from './test-runner.ts';

/** A format that several programs print. */
export const tap = {
  name: 'tap',
  report: {
    kind: 'printed',
    isLast: true,
    async read(output) {
      if (!/^TAP version 1[34][ \t]*\r?$/m.test(output)) return [];
      const { readTapText } = await import('./tap-text.ts');
      return readTapText(output);
    },
  },
  files: { names: ['.taprc'], packages: [/^tap$|^tape$|^@tapjs\//], fields: ['tap', 'taprc', 'tape'] },
  words: ['tap', 'tape', 'ava'],
} as const satisfies TestRunner;
