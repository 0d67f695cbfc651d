import { defineConfig } from 'vitest/config';
import { base } from './vitest.config.ts';

/** Whole runs on whole projects, minutes each, and all cases of the tables of which the suite draws a part. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      'test/long/**/*.test.ts',
      'test/reading-time.test.ts',
      'test/e2e/demo.test.ts',
      'test/e2e/reports.test.ts',
    ],
  },
});
