import { expect, test } from 'vitest';
import { toolCallLine } from './tool-call-line.ts';

const patch = `*** Begin Patch
*** Update File: src/a.ts
@@ class A
 unchanged
-old
+new
+*** Add File: not-a-file.ts
+newer
*** Add File: src/b.ts
+one
+two
*** Delete File: src/c.ts
*** Update File: src/d.ts
*** Move to: src/e.ts
@@
-x
*** End Patch`;

test.each([
  ['a command', 'shell', { command: 'npm test', timeout_ms: null }, '$ npm test'],
  ['a command of several lines', 'shell', { command: 'cat <<EOF\n  x\nEOF' }, '$ cat <<EOF x EOF'],
  [
    'a patch',
    'apply_patch',
    { patch },
    'patch: src/a.ts (+3 -1), src/b.ts (new, +2), src/c.ts (deleted), src/d.ts -> src/e.ts (+0 -1)',
  ],
  ['no patch', 'apply_patch', { patch: 'hello' }, 'patch: no files'],
  ['an unknown tool', 'search', { query: 'x' }, 'search {"query":"x"}'],
  ['wrong arguments', 'shell', { command: 5 }, 'shell {"command":5}'],
  ['no arguments', 'shell', null, 'shell null'],
])('%s', (_name, tool, values, line) => {
  expect(toolCallLine(tool, JSON.stringify(values))).toBe(line);
});

test('arguments that are not JSON', () => {
  expect(toolCallLine('shell', '{"command": "rm\u001b[31m')).toBe('shell {"command": "rm');
});
