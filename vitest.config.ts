import { defineConfig } from 'vitest/config';
import { markdownAsText } from './scripts/markdown-as-text.ts';

export default defineConfig({
  plugins: [markdownAsText()],
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/long/**'],
    // Only ends what hangs: no test depends on how fast the machine is.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    maxWorkers: 2,
  },
});
