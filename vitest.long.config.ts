import { defineConfig } from 'vitest/config';
import { base } from './vitest.config.ts';

/** Whole runs on whole projects, minutes each. */
export default defineConfig({ ...base, test: { ...base.test, include: ['test/long/**/*.test.ts'] } });
