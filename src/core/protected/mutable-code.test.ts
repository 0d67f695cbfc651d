import { expect, test } from 'vitest';
import { isMutableCode } from './mutable-code.ts';

test.each(['a.js', 'src/a.mjs', 'a.cjs', 'a.ts', 'a.mts', 'a.cts', 'app/[id]/page.tsx', 'a.jsx', 'a.d/b.ts'])(
  '%s can be altered',
  (path) => expect(isMutableCode(path)).toBe(true),
);

test.each([
  'a.d.ts',
  'a.d.mts',
  'styles.d.css.ts',
  'a.json',
  'a.vue',
  'ts',
  'tailwind.config.js',
  'next.config.mts',
  '.eslintrc.cjs',
  'public/lib.min.js',
])('%s can not', (path) => expect(isMutableCode(path)).toBe(false));
