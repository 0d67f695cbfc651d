import { defineConfig } from 'vitest/config';
import { markdownAsText } from './scripts/markdown-as-text.ts';

export default defineConfig({
  plugins: [markdownAsText()],
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/long/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
