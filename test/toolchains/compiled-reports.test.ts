import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { testsOf, verifyFiles } from '../support/verified-project.ts';

describe('go', () => {
  const files = {
    'go.mod': 'module example.org/shop\n\ngo 1.18\n',
    'sum.go': 'package shop\n\nfunc Sum(a, b int) int { return a + b }\n',
    'sum_test.go': `package shop

import (
	"fmt"
	"testing"
)

func TestSum(t *testing.T) {
	t.Run("a/b", func(t *testing.T) {})
	t.Run("of rows", func(t *testing.T) { t.Fatal("wrong") })
}

func TestPrints(t *testing.T) { fmt.Println("printed") }

func TestLater(t *testing.T) { t.Skip("later") }

func TestAround(t *testing.T) {
	t.Run("inside", func(t *testing.T) {})
	t.Error("around")
}
`,
    'cart/cart_test.go': 'package cart\n\nimport "testing"\n\nfunc TestCart(t *testing.T) {}\n',
    'broken/broken_test.go':
      'package broken\n\nimport "testing"\n\nfunc TestBroken(t *testing.T) { missing() }\n',
  };
  const environment = { GOCACHE: execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim() };

  test('passed, failed, skipped, nested, unloadable; what it prints is what it always prints', async () => {
    const result = await verifyFiles(files, 'go test ./...', '', environment);
    expect(result.tests).toEqual({
      runner: 'go',
      reports: 1,
      problems: [],
      passed: [
        'example.org/shop > TestAround/inside',
        'example.org/shop > TestPrints',
        'example.org/shop > TestSum/a/b',
        'example.org/shop/cart > TestCart',
      ],
      failed: [
        'example.org/shop > TestAround',
        'example.org/shop > TestSum/of_rows',
        'example.org/shop/broken',
      ],
      skipped: ['example.org/shop > TestLater'],
    });
    expect(result).toMatchObject({ command: 'go test ./...', exit_code: 2 });
    for (const line of [
      '--- FAIL: TestSum ',
      '    --- FAIL: TestSum/of_rows ',
      '    sum_test.go:10: wrong',
    ]) {
      expect(result.output).toContain(line);
    }
    expect(result.output).toMatch(/^ok {2}\texample\.org\/shop\/cart\t/m);
    expect(result.output).toMatch(/^FAIL\texample\.org\/shop\/broken \[build failed\]$/m);
    expect(result.output).not.toMatch(/"Action"|=== RUN|--- PASS|^PASS$/m);
    const verbose = await verifyFiles(files, 'go test -v .', '', environment);
    expect(verbose.output).toMatch(/=== RUN {3}TestPrints\nprinted\n--- PASS: TestPrints/);
  });

  test('an early exit fails its test', async () => {
    const exit = {
      'go.mod': files['go.mod'],
      'a_test.go':
        'package shop\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestA(t *testing.T) {}\n\nfunc TestExit(t *testing.T) { os.Exit(0) }\n',
    };
    expect(await testsOf(exit, 'cd . && go test', '', environment)).toMatchObject({
      passed: ['example.org/shop > TestA'],
      failed: ['example.org/shop > TestExit'],
    });
  });

  test.each([
    'make test',
    'go vet ./cart && go test ./cart',
    'sh -c "go test ./cart 2>&1 | tee out"; cat out',
  ])('behind whatever starts it: %s', async (command) => {
    const make = { ...files, Makefile: 'test:\n\tgo test ./cart\n' };
    const result = await verifyFiles(make, command, '', environment);
    expect(result, result.output).toMatchObject({
      exit_code: 0,
      tests: { runner: 'go', reports: 1, problems: [], passed: ['example.org/shop/cart > TestCart'] },
    });
    expect(result.output).toMatch(/^ok {2}\texample\.org\/shop\/cart\t/m);
    expect(result.output).not.toContain('"Action"');
  });

  test('what it is told to print itself is left as it is, and so is a go that a test starts', async () => {
    const json = await verifyFiles(files, 'go test -json ./cart', '', environment);
    expect(json).toMatchObject({ exit_code: 0, tests: null });
    expect(json.output).toContain('"Action":"pass"');
    const nested = {
      'go.mod': files['go.mod'],
      'inner/inner_test.go':
        'package inner\n\nimport "testing"\n\nfunc TestInner(t *testing.T) { t.Fatal("inner") }\n',
      'outer/outer_test.go':
        'package outer\n\nimport (\n\t"os/exec"\n\t"testing"\n)\n\nfunc TestOuter(t *testing.T) {\n\tif exec.Command("go", "test", "../inner").Run() == nil {\n\t\tt.Fatal("passed")\n\t}\n}\n',
    };
    expect(await testsOf(nested, 'go test ./outer', '', environment)).toMatchObject({
      passed: ['example.org/shop/outer > TestOuter'],
      failed: [],
      reports: 1,
    });
  });

  test('its tests get the same arguments however it is started', async () => {
    const telling = {
      'go.mod': files['go.mod'],
      'a_test.go':
        'package shop\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestA(t *testing.T) {\n\tfor _, word := range os.Args[1:] {\n\t\tt.Log("given", word)\n\t}\n\tt.Fail()\n}\n',
    };
    const given = async (command: string) => {
      const { output } = await verifyFiles(telling, command, '', environment);
      return output.match(/given -test\.v\S*/g);
    };
    expect(await given('go test ./...')).not.toBeNull();
    expect(await given('go test ./...')).toEqual(await given('cd . && sh -c "go test ./..."'));
  });
});

describe('cargo', () => {
  const library = `/// Adds.
/// \`\`\`
/// assert_eq!(1 + 1, 2);
/// \`\`\`
pub fn sum(a: i32, b: i32) -> i32 { a + b }

#[cfg(test)]
mod tests {
    #[test]
    fn sums() { assert_eq!(super::sum(1, 2), 3); }
    #[test]
    #[ignore = "slow"]
    fn slow() {}
    #[test]
    #[should_panic]
    fn panics() { panic!() }
    #[test]
    fn wrong() { println!("test tests::forged ... ok"); assert_eq!(1, 2); }
}
`;
  const manifest = (name: string) => `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n`;
  const shop = {
    'Cargo.toml': manifest('the-shop'),
    'src/lib.rs': library,
    'tests/api.rs': '#[test]\nfn api() {}\n',
  };

  test('behind make: passed, failed, skipped, nested, of the documentation', async () => {
    const make = { ...shop, Makefile: 'test:\n\tcargo test --offline --no-fail-fast\n' };
    expect(await testsOf(make, 'make test')).toEqual({
      runner: 'cargo',
      reports: 1,
      problems: [],
      passed: [
        'src/lib.rs > sum > (documentation)',
        'src/lib.rs > tests > panics',
        'src/lib.rs > tests > sums',
        'tests/api.rs > api',
      ],
      failed: ['src/lib.rs > tests > wrong'],
      skipped: ['src/lib.rs > tests > slow'],
    });
  });

  test('in a workspace: each file in the folder of its package', async () => {
    const workspace = {
      'Cargo.toml': '[workspace]\nmembers = ["money", "crates/cart"]\nresolver = "2"\n',
      ...Object.fromEntries(Object.entries(shop).map(([path, text]) => [`money/${path}`, text])),
      'crates/cart/Cargo.toml': manifest('cart'),
      'crates/cart/src/lib.rs': library.replace('assert_eq!(1, 2)', ''),
      'crates/cart/tests/api.rs': '#[test]\nfn api() {}\n',
    };
    const report = await testsOf(workspace, 'cargo test --offline --workspace --no-fail-fast');
    expect(report).toMatchObject({
      failed: ['money/src/lib.rs > tests > wrong'],
      passed: [
        'crates/cart/src/lib.rs > sum > (documentation)',
        'crates/cart/src/lib.rs > tests > panics',
        'crates/cart/src/lib.rs > tests > sums',
        'crates/cart/src/lib.rs > tests > wrong',
        'crates/cart/tests/api.rs > api',
        'money/src/lib.rs > sum > (documentation)',
        'money/src/lib.rs > tests > panics',
        'money/src/lib.rs > tests > sums',
        'money/tests/api.rs > api',
      ],
      problems: [],
    });
  });

  test('an early exit passes nothing, and that is said; --quiet names no test', async () => {
    const exit = {
      'Cargo.toml': manifest('shop'),
      'src/lib.rs':
        '#[test]\nfn early() { std::process::exit(0) }\n#[test]\n' +
        'fn late() { std::thread::sleep(std::time::Duration::from_secs(60)) }\n',
      'tests/api.rs': '#[test]\nfn api() {}\n',
    };
    const result = await verifyFiles(exit, 'cargo test --offline');
    expect(result.exit_code).toBe(0);
    expect(result.tests).toMatchObject({
      passed: ['tests/api.rs > api'],
      problems: ['the tests of src/lib.rs (shop) ended before all of them were done'],
    });
    expect((await verifyFiles(exit, 'cargo test --offline --quiet --test api')).tests).toBeNull();
  });
});

test('a program that prints TAP is read, assertions below the comment that names their test', async () => {
  const files = {
    'tape.sh': `cat <<'END'
TAP version 13
# sums
ok 1 should be equal
ok 2 should be equal
not ok 3 wrong
  ---
    operator: equal
  ...
ok 4 later # SKIP

1..4
# tests 4
# pass  2
# fail  1
END
exit 1
`,
  };
  expect(await testsOf(files, 'echo hello; sh tape.sh')).toEqual({
    runner: 'tap',
    reports: 1,
    problems: [],
    passed: ['sums > should be equal', 'sums > should be equal (2)'],
    failed: ['sums > wrong'],
    skipped: ['sums > later'],
  });
  const cut = await testsOf(files, 'sh tape.sh | head -n 4');
  expect(cut.problems).toEqual(['the TAP output is cut off: it has another number of tests than planned']);
});
