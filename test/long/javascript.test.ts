import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { payloadsOf } from '../support/program.ts';
import { git, repositoryWith } from '../support/run-fixture.ts';
import { expectMended, outputOfFailure } from '../toolchains/mended.ts';

const json = (value: object) => JSON.stringify(value, null, 2);
const module_ = (name: string, test: string, more: object = {}) =>
  json({ name, version: '1.0.0', private: true, scripts: { test }, ...more });

/** One repository with npm's workspaces, so that one install serves all. */
const monorepo = {
  '.gitignore': 'node_modules\n',
  'package.json': json({
    name: 'shop',
    private: true,
    workspaces: ['packages/*'],
    scripts: { test: 'npm test --workspaces' },
    devDependencies: { jest: '30.2.0', mocha: '11.7.4', vitest: '3.2.4' },
  }),
  'packages/money/package.json': module_('@shop/money', 'vitest run', {
    type: 'module',
    exports: './index.ts',
  }),
  'packages/money/index.ts': 'export const sum = (a: number, b: number): number => a - b;\n',
  'packages/money/index.test.ts': 'import { test } from "vitest"; test("nothing", () => {});\n',
  'packages/cart/package.json': module_('@shop/cart', 'vitest run', {
    type: 'module',
    dependencies: { '@shop/money': '1.0.0' },
  }),
  'packages/cart/cart.ts':
    'import { sum } from "@shop/money";\nexport const total = (prices: number[]): number => prices.reduce(sum, 0);\n',
  'packages/cart/cart.test.ts':
    'import { expect, test } from "vitest";\nimport { total } from "./cart.ts";\ntest("total", () => expect(total([2, 3])).toBe(5));\n',
  'packages/tax/package.json': module_('@shop/tax', 'jest'),
  'packages/tax/tax.js': 'exports.tax = (price) => price;\n',
  'packages/tax/tax.test.js':
    'const { tax } = require("./tax");\ntest("tax", () => expect(tax(100)).toBe(20));\n',
  'packages/mail/package.json': module_('@shop/mail', 'mocha'),
  'packages/mail/mail.js': 'exports.greet = (name) => "Hello " + name;\n',
  'packages/mail/test/mail.js':
    'const assert = require("node:assert");\nconst { greet } = require("../mail.js");\nit("greets", () => assert.equal(greet("Ada"), "Hello Ada!"));\n',
  'packages/news/package.json': module_('@shop/news', 'node --test'),
  'packages/news/news.js': 'exports.headline = (text) => text;\n',
  'packages/news/news.test.js':
    'const assert = require("node:assert");\nconst { test } = require("node:test");\nconst { headline } = require("./news.js");\ntest("headline", () => assert.equal(headline("a"), "A"));\n',
};

async function installedMonorepo(): Promise<string> {
  const repository = await repositoryWith(monorepo);
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  execFileSync('npm', ['install', ...quiet], { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] });
  git(repository, 'add', '-A');
  git(repository, 'commit', '--quiet', '-m', 'lock file');
  return repository;
}

test('bugs are mended in a monorepo whose packages are tested by vitest, jest, mocha and Node', async () => {
  const run = await expectMended({
    repository: await installedMonorepo(),
    folder: 'packages/cart',
    files: {
      // The package that the run is started in has this one linked into node_modules.
      'packages/money/index.ts': {
        stillBroken: 'export const sum = (a: number, b: number): number => a * b;\n',
        mended: 'export const sum = (a: number, b: number): number => a + b;\n',
      },
      'packages/tax/tax.js': {
        stillBroken: 'exports.tax = (price) => price * 2;\n',
        mended: 'exports.tax = (price) => price / 5;\n',
      },
      'packages/mail/mail.js': {
        stillBroken: 'exports.greet = (name) => "Hello, " + name;\n',
        mended: 'exports.greet = (name) => "Hello " + name + "!";\n',
      },
      'packages/news/news.js': {
        stillBroken: 'exports.headline = (text) => text.toLowerCase();\n',
        mended: 'exports.headline = (text) => text.toUpperCase();\n',
      },
    },
    commands: ['npm test', 'cd ../.. && npm test'],
  });
  const [first, second] = payloadsOf(run.events, 'verification_result').map(({ commands }) =>
    commands.map(({ tests }) => tests),
  );
  const names = [
    '../mail/test/mail.js > greets',
    '../money/index.test.ts > nothing',
    '../news/news.test.js > headline',
    '../tax/tax.test.js > tax',
    'cart.test.ts > total',
  ];
  expect(second).toMatchObject([
    { reports: 1, passed: ['cart.test.ts > total'], failed: [], problems: [] },
    { reports: 5, passed: names, failed: [], problems: [] },
  ]);
  expect(first?.[1]).toMatchObject({ passed: [names[1]], failed: names.filter((name) => name !== names[1]) });
  const output = outputOfFailure(run);
  // The file that was loaded is the view's: the checkout's would have given -5.
  expect(output).toContain('expected +0 to be 5');
  for (const failure of ['Received: 200', '1 failing', 'not ok']) expect(output).toContain(failure);
}, 900_000);
