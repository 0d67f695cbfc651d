import { describe, expect, test } from 'vitest';
import { testsOf, verifyFiles } from '../support/verified-project.ts';

describe('prove', () => {
  const files = {
    'lib/Shop.pm': 'package Shop;\nuse strict;\nsub sum { my ($a, $b) = @_; $a + $b }\n1;\n',
    't/sums.t': `use strict; use warnings; use Test::More; use Shop;
is(Shop::sum(1, 2), 3, 'small');
is(Shop::sum(1, 2), 4, 'wrong');
subtest 'of rows' => sub { plan tests => 2; ok(1, 'first'); ok(1) };
TODO: { local $TODO = 'later'; ok(0, 'to do'); }
SKIP: { skip 'not here', 1; ok(1) }
done_testing;
END { ok(0, 'after the plan') }
`,
    't/broken.t': 'use Test::More; use Missing; ok 1; done_testing;\n',
    't/deep/early.t': 'use Test::More tests => 3; ok 1, "one"; exit 0;\n',
  };
  const expected = {
    runner: 'prove',
    reports: 3,
    problems: [],
    passed: [
      't/deep/early.t > one',
      't/sums.t > of rows > first',
      't/sums.t > of rows > test 2',
      't/sums.t > small',
    ],
    failed: ['t/broken.t', 't/deep/early.t', 't/sums.t', 't/sums.t > after the plan', 't/sums.t > wrong'],
    skipped: ['t/sums.t > test 5', 't/sums.t > to do'],
  };

  test('passed, failed, skipped, nested, unloadable, ended early', async () => {
    const result = await verifyFiles(files, 'prove -lr t');
    expect(result.tests).toEqual(expected);
    expect(result).toMatchObject({ exit_code: 1, output: expect.stringContaining('Files=3, Tests=7') });
  });

  test('behind make; in a folder below; where the command takes the question away there is an exit code', async () => {
    const make = { ...files, Makefile: 'test:\n\tprove -lr t\n' };
    expect((await verifyFiles(make, 'make test')).tests).toEqual(expected);
    const below = Object.fromEntries(Object.entries(files).map(([path, text]) => [`perl/${path}`, text]));
    expect(await testsOf(below, 'cd perl && prove -l t/sums.t')).toMatchObject({
      passed: [
        'perl/t/sums.t > of rows > first',
        'perl/t/sums.t > of rows > test 2',
        'perl/t/sums.t > small',
      ],
    });
    const unasked = await verifyFiles(files, 'env -u PERL_TEST_HARNESS_DUMP_TAP prove -lr t');
    expect(unasked).toMatchObject({ exit_code: 1, tests: null });
  });
});

describe('bats', () => {
  const files = {
    'test/sums.bats': `@test "small" { [ $((1 + 2)) -eq 3 ]; }
@test "wrong, (really)" { echo said; [ 3 -eq 4 ]; }
@test "later" { skip "not yet"; }
`,
    'test/exit.bats': '@test "exits" { exit 0; }\n@test "after" { true; }\n',
  };

  test('passed, failed, skipped, ended early; what it prints is what it always prints', async () => {
    const result = await verifyFiles(files, 'bats test');
    expect(result.tests).toEqual({
      runner: 'bats',
      reports: 1,
      problems: [],
      passed: ['test/exit.bats > after', 'test/sums.bats > small'],
      failed: ['test/exit.bats > exits', 'test/sums.bats > wrong, (really)'],
      skipped: ['test/sums.bats > later'],
    });
    const plain = await verifyFiles(files, 'env -u BATS_FORMATTER bats test');
    expect(plain).toMatchObject({ exit_code: 1 });
    expect(result.output).toBe(plain.output);
  });

  test('a formatter that the command chooses stays; one that a test starts is left alone', async () => {
    const tap = await verifyFiles(files, 'bats -F tap13 test/exit.bats');
    expect(tap).toMatchObject({ tests: { runner: 'tap', passed: ['after'], failed: ['exits'] } });
    const nested = {
      'a.bats': '@test "starts another" { run bats inner; [ "$status" -eq 1 ]; }\n',
      'inner/b.bats': '@test "inner" { false; }\n',
    };
    expect(await testsOf(nested, 'bats a.bats')).toMatchObject({
      reports: 1,
      passed: ['a.bats > starts another'],
      failed: [],
    });
  });
});

describe('a report that a command writes by itself (--report)', () => {
  const xml = (tests: string) =>
    `<testsuites><testsuite name="shop" tests="2">${tests}</testsuite></testsuites>`;
  const good = '<testcase classname="Cart" name="sums"/><testcase classname="Cart" name="adds &lt;1&gt;"/>';
  const files = {
    'build/old.xml': xml(good),
    'new.xml': xml(good.replace('sums"/>', 'sums"><failure/></testcase>')),
  };
  const report = (command: string, ...globs: string[]) => verifyFiles(files, command, '', {}, globs);

  test('counts where it was written meanwhile, and only then', async () => {
    const { tests } = await report(
      'mkdir -p out/a && cat new.xml > out/a/TEST-1.xml',
      'out/**/*.xml',
      'build/*.xml',
    );
    expect(tests).toEqual({
      ...{ runner: 'junit', reports: 1, problems: [], skipped: [] },
      ...{ passed: ['Cart > adds <1>'], failed: ['Cart > sums'] },
    });
    expect((await report('true', 'build/*.xml')).tests).toBeNull();
    expect((await report('cp -p build/old.xml build/copy.xml', 'build/*.xml')).tests).toBeNull();
    expect((await report('cat new.xml > build/copy.xml', 'other/*.xml')).tests).toBeNull();
  });

  test('one that is no report, and one with fewer tests than it counts, are said', async () => {
    const cut = await report('head -c 60 new.xml > build/cut.xml', 'build/*.xml');
    expect(cut.tests?.problems).toEqual(['the report of build/cut.xml is cut off or malformed']);
    const fewer = await report(`echo '${xml('<testcase name="a"/>')}' > build/few.xml`, 'build/*.xml');
    expect(fewer.tests?.problems).toEqual(['the report of build/few.xml counts 2 tests and names 1']);
  });
});
