import { expect, test } from 'vitest';
import { isCode, isTestFile, isTestPath } from './test-paths.ts';

test.each([
  'src/cart.test.ts',
  'src/Cart.spec.tsx',
  'cart.e2e.mjs',
  'src/deno_test.ts',
  'src/main/window.test.ts',
  'test.js',
  'test-cart.mjs',
  'cart-test.js',
  'test_cart.py',
  'src/shop/test_cart.py',
  'shop/cart_test.py',
  'shop/tests.py',
  'cart_test.go',
  'src/tests.rs',
  'src/cart_tests.rs',
  'CartTest.java',
  'src/CartTests.kt',
  'TestCart.java',
  'CartSpec.groovy',
  'spec/cart_spec.rb',
  'CartTest.php',
  'Shop/CartTests.cs',
  'cart_test.exs',
  'check.bats',
  'tests.c',
  'test.cc',
  'cart_tests.cpp',
  'src/__snapshots__/cart.test.ts.snap',
  'test-utils.ts',
  'src/testHelpers.ts',
])('%s is a test file', (path) => {
  expect(isTestFile(path)).toBe(true);
  expect(isTestPath(path)).toBe(true);
});

test.each([
  'test/helper.js',
  'tests/common/mod.rs',
  'src/__tests__/cart.ts',
  'src/__mocks__/fs.ts',
  'pkg/testdata/case.txt',
  'fixtures/order.json',
  'spec/spec_helper.rb',
  'src/test/java/shop/Fixture.java',
  'src/integrationTest/kotlin/Helper.kt',
  'Shop.Tests/Fixture.cs',
  'Shop.UnitTests/Fixture.cs',
  'Tests/ShopTests/Helper.swift',
  'integration-tests/run.ts',
  'integration_test/run.dart',
  'cart_tests/run.py',
  'packages/cart/e2e/page.ts',
])('%s belongs to the tests by its folder', (path) => {
  expect(isTestPath(path)).toBe(true);
});

test.each([
  'src/testing.ts',
  'src/testing/index.ts',
  'testing.py',
  'src/commands/test.ts',
  'src/commands/test/run.ts',
  'src/ab-test.ts',
  'src/test-runner.ts',
  'src/latest.ts',
  'contest.py',
  'src/attest/index.js',
  'src/features/ab-test/index.ts',
  'src/inspect.ts',
  'src/spec/parser.ts',
  'spec/openapi.yaml',
  'docs/spec/format.md',
  'src/main/java/shop/TestController.java',
  'src/main/resources/fixtures/seed.sql',
  'internal/test/server.go',
  'pages/test/index.tsx',
  'src/protest.rs',
  'Latest.java',
  'src/test.c',
  'lib/Test/Shop.pm',
  'README.md',
])('%s is no test', (path) => {
  expect(isTestPath(path)).toBe(false);
});

test('code is what a runner could load', () => {
  expect(['a.js', 'a.d.ts', 'a.py', 'x/run', 'a.snap', 'lib.so'].every(isCode)).toBe(true);
  expect(['a.json', 'a.txt', 'a.md', 'a.png', 'a.sql'].some(isCode)).toBe(false);
});
