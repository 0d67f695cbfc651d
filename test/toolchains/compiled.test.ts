import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { repositoryWith } from '../support/run-fixture.ts';
import { expectMended, outputOfFailure } from './mended.ts';

const crate = (body: string) =>
  `pub fn sum(a: i32, b: i32) -> i32 {\n    ${body}\n}\n\n#[test]\nfn sums() {\n    assert_eq!(sum(2, 3), 5);\n}\n`;

describe('a bug is mended in', () => {
  test.each([
    ['with a target folder that has the base built', true],
    ['without', false],
  ])('Rust, %s', async (_, built) => {
    const repository = await repositoryWith({
      '.gitignore': 'target\n',
      'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
      'Cargo.lock': 'version = 3\n\n[[package]]\nname = "shop"\nversion = "0.1.0"\n',
      'src/lib.rs': crate('a - b'),
    });
    const build = ['test', '--offline', '--quiet', '--no-run'];
    if (built) execFileSync('cargo', build, { cwd: repository, stdio: 'ignore' });
    const run = await expectMended({
      repository,
      folder: '',
      files: { 'src/lib.rs': { stillBroken: crate('a * b'), mended: crate('a + b') } },
      commands: ['cargo test'],
    });
    expect(outputOfFailure(run)).toMatch(/left: `?6/);
  });

  test('Go', async () => {
    const source = (operator: string) =>
      `package shop\n\nfunc Sum(a, b int) int { return a ${operator} b }\n`;
    const repository = await repositoryWith({
      'go.mod': 'module example.org/shop\n\ngo 1.18\n',
      'sum.go': source('-'),
      'sum_test.go':
        'package shop\n\nimport "testing"\n\nfunc TestSum(t *testing.T) {\n\tif got := Sum(2, 3); got != 5 {\n\t\tt.Fatalf("got %d", got)\n\t}\n}\n',
    });
    const run = await expectMended({
      repository,
      folder: '',
      files: { 'sum.go': { stillBroken: source('*'), mended: source('+') } },
      commands: ['go test ./...'],
    });
    expect(outputOfFailure(run)).toContain('got 6');
  });
});
