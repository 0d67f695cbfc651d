import { expect, test } from 'vitest';
import { sensitiveFiles } from './sensitive-path.ts';

test.each([
  '.envrc',
  'packages/a/.vscode/tasks.json',
  '.GitHub/Workflows/ci.yml',
  '.husky/pre-commit',
  '.npmrc',
  '.cargo/config.toml',
  'docs/CLAUDE.md',
  '.mcp.json',
  '.claude/settings.json',
  '.devcontainer/devcontainer.json',
])('%s is sensitive', (path) => {
  expect(sensitiveFiles(['src/a.ts', path])).toEqual([{ path, effect: expect.any(String) }]);
});

test.each(['src/envrc.ts', 'github/workflows.md', 'README.md', 'cargo/config.rs', 'package.json'])(
  '%s is not',
  (path) => {
    expect(sensitiveFiles([path])).toEqual([]);
  },
);
