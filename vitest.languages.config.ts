import { defineConfig } from 'vitest/config';
import { base } from './vitest.config.ts';

/** The real runners of many languages: `npm run test:languages` installs what it needs. */
export default defineConfig({ ...base, test: { ...base.test, include: ['test/languages/**/*.test.ts'] } });
