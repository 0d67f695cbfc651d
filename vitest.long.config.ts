import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** Whole runs on whole projects, minutes each. */
export default defineConfig({ ...config, test: { ...config.test, include: ['test/long/**'], exclude: [] } });
