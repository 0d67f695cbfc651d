import { expect, test } from 'vitest';
import { neededFile } from './first-programs.ts';

test.each([
  ['npm test', 'package.json', 'test'],
  ['cd web && pnpm run lint:all -- --fix', 'web/package.json', 'lint:all'],
  ['./checks/run.sh -v', 'checks/run.sh', null],
  ['CI=1 node_modules/.bin/vitest run', 'node_modules/.bin/vitest', null],
  ['sh check.sh', 'check.sh', null],
])('%s needs a file', (command, path, script) => {
  expect(neededFile(command)).toEqual({ path, script });
});

test.each(['pytest', 'npm ci', 'npm run', '/usr/bin/true', './a.sh || true', '"$X"/run.sh', ''])(
  'of no file is known that it is needed: %s',
  (command) => expect(neededFile(command)).toBeNull(),
);
