import { expect, test } from 'vitest';
import { makeRepository, startTestRun } from '../testing.ts';

test('packages with tests are known by their import paths, each module with its own', async () => {
  const run = await startTestRun(
    await makeRepository({
      'go.mod': 'module example.com/shop\n\ngo 1.19\n',
      'shop.go': 'package shop\n',
      'shop_test.go': '// package none\n\n/*\npackage none\n*/\npackage shop\n',
      'internal/cart/cart_test.go': 'package cart_test\n',
      'internal/none/none.go': 'package none\n',
      'tools/go.mod': 'module "example.com/tools"\n',
      'tools/lint/lint_test.go': 'package main // it\n',
    }),
  );
  const packages = await run.workspace.goPackages(run.workspace.baseTree);
  expect(packages.toSorted((a, b) => (a.folder < b.folder ? -1 : 1))).toEqual([
    { importPath: 'example.com/shop', folder: '', name: 'shop' },
    { importPath: 'example.com/shop/internal/cart', folder: 'internal/cart', name: 'cart_test' },
    { importPath: 'example.com/tools/lint', folder: 'tools/lint', name: 'main' },
  ]);
});

test('there are none without a module', async () => {
  const run = await startTestRun(await makeRepository({ 'a_test.go': 'package a\n' }));
  expect(await run.workspace.goPackages(run.workspace.baseTree)).toEqual([]);
});
