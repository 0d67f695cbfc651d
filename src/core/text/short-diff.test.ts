import { expect, test } from 'vitest';
import { shortDiff, shortDiffCharacters } from './short-diff.ts';

const header = 'diff --git a/a.js b/a.js\nindex 1111111..2222222 100644\n';
const change = '--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-a\n+diff --git a/x b/x\n';

test('a short change keeps its files and lines, and what git says of files without lines', () => {
  const renamed = 'diff --git a/b.js b/c.js\nsimilarity index 100%\nrename from b.js\nrename to c.js\n';
  const added =
    'diff --git a/d b/d\nnew file mode 100644\nindex 0000000..3333333\n--- /dev/null\n+++ b/d\n@@ -0,0 +1 @@\n+d\n';
  expect(shortDiff(header + change + renamed + added)).toBe(
    `${change}${renamed}--- /dev/null\n+++ b/d\n@@ -0,0 +1 @@\n+d`,
  );
});

test('nothing, and what is longer than it may be, is none', () => {
  expect(shortDiff('')).toBeNull();
  const rest = shortDiffCharacters - change.length;
  expect(shortDiff(`${header}${change}${'x'.repeat(rest)}`)).toHaveLength(shortDiffCharacters);
  expect(shortDiff(`${header}${change}${'x'.repeat(rest + 1)}`)).toBeNull();
});
