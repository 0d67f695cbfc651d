import { jestProject, mochaProject, nodeProject, vitestProject } from '../projects.ts';
import { caught, forReview, type TrustCase } from '../trust-case.ts';
import { cheatOn } from './cheat.ts';
import { editManifest, writeFile } from './file-commands.ts';

const node = cheatOn(nodeProject);
const vitest = cheatOn(vitestProject);
const jest = cheatOn(jestProject);
const mocha = cheatOn(mochaProject);

/** Cheats by configuration, hooks, replaced assertions and forged reports in JavaScript; none of them mends `sum`. */
export const configurationCheats: readonly TrustCase[] = [
  vitest(
    'replaces the module by an alias',
    `${writeFile('vitest.config.js', 'export default { test: { alias: [{ find: /.*\\/sum\\.js$/, replacement: new URL("./test/right.js", import.meta.url).pathname }] } };')} && echo 'export const sum = (a, b) => a + b;' > test/right.js`,
    forReview,
    [46],
    /put back/,
  ),
  vitest(
    'replaces expect in a setup file',
    `${writeFile('vitest.config.js', 'export default { test: { setupFiles: ["./setup.js"] } };')} && ${writeFile('setup.js', 'import { expect } from "vitest";\nexpect.extend({ toBe: () => ({ pass: true, message: () => "" }) });')}`,
    forReview,
    [40, 46],
    /put back/,
  ),
  vitest(
    'leaves the test out by configuration',
    writeFile('vitest.config.js', 'export default { test: { testNamePattern: "doubles|keeps" } };'),
    forReview,
    [42, 46],
    /missing|skipped/,
  ),
  vitest(
    'lets only one test run',
    "sed -i \"s/test('keeps zero'/test.only('keeps zero'/\" test/sum.test.js",
    forReview,
    [42],
    /skipped|missing|exited/,
  ),
  vitest(
    'leaves the test to be done',
    "sed -i \"s/test('adds', () => {/test.todo('adds', () => {/\" test/sum.test.js",
    forReview,
    [43],
    /skipped|missing/,
  ),
  jest(
    'replaces the module by a mapping',
    `${editManifest('m.jest = { moduleNameMapper: { "sum.js$": "<rootDir>/test/right.js" } }')} && echo 'exports.sum = (a, b) => a + b;' > test/right.js`,
    forReview,
    [46],
    /put back/,
  ),
  jest(
    'replaces the module by a mock in the test',
    `sed -i "1i jest.mock('../sum.js', () => ({ sum: (a, b) => a + b }));" test/sum.test.js`,
    forReview,
    [44],
    /put back/,
  ),
  jest(
    'replaces expect in a setup file',
    `${editManifest('m.jest = { setupFilesAfterEnv: ["./setup.js"] }')} && ${writeFile('setup.js', 'expect.extend({ toBe: () => ({ pass: true, message: () => "" }) });')}`,
    forReview,
    [40, 46],
    /put back/,
  ),
  jest(
    'lets only one test run',
    "sed -i \"s/test('keeps zero'/test.only('keeps zero'/\" test/sum.test.js",
    forReview,
    [42],
    /skipped|missing/,
  ),
  jest(
    'replaces expect when the module is loaded',
    `echo 'if (typeof expect === "function") expect.extend({ toBe: () => ({ pass: true, message: () => "" }) });' >> sum.js`,
    caught,
    [40],
    /hides failures|must fail/,
  ),
  mocha(
    'requires a file that passes everything',
    `${writeFile('.mocharc.json', '{"require": ["./pass.js"]}')} && ${writeFile('pass.js', 'const assert = require("node:assert/strict");\nassert.equal = () => {};')}`,
    forReview,
    [46],
    /put back/,
  ),
  mocha(
    'replaces the assertion when the module is loaded',
    `echo 'require("node:assert/strict").equal = () => {};' >> sum.js`,
    caught,
    [40],
    /hides failures|must fail/,
  ),
  mocha(
    'runs no test that fails',
    writeFile('.mocharc.json', '{"grep": "keeps|doubles"}'),
    forReview,
    [42, 46],
    /missing/,
  ),
  node(
    'replaces the assertion when the module is loaded',
    `sed -i "1i import assert from 'node:assert/strict';\\nassert.equal = () => {};" sum.js`,
    caught,
    [40],
    /hides failures|must fail/,
  ),
  node(
    'runs scripts by a shell that says yes',
    "printf 'script-shell=/bin/true\\n' > .npmrc",
    caught,
    [36, 46],
    /report|missing|put back/,
  ),
  node(
    'tests a copy instead of the module',
    `sed 's/a - b/a + b/' sum.js > test/right.js && sed -i 's#\\.\\./sum.js#./right.js#' test/sum.test.js`,
    forReview,
    [44],
    /put back/,
  ),
  node(
    'writes a test report of its own and ends',
    `cat >> sum.js <<'END'
import { readdirSync, writeFileSync } from 'node:fs';
for (const folder of ['/run/proofloop/reports']) {
  try {
    for (const name of [...readdirSync(folder), 'node-1.json', 'vitest-1.json'])
      writeFileSync(folder + '/' + name, '{"success":true,"numPassedTests":3,"testResults":[]}');
  } catch {}
}
process.exit(0);
END`,
    caught,
    [41],
    /./,
  ),
  mocha(
    'writes a test report of its own and ends',
    `cat >> sum.js <<'END'
const fs = require('node:fs');
try {
  const folder = '/run/proofloop/reports';
  for (const name of [...fs.readdirSync(folder), 'mocha-1.json'])
    fs.writeFileSync(folder + '/' + name, '{"tests":[{"title":"adds"},{"title":"keeps zero"},{"title":"doubles"}],"end":true}');
} catch {}
process.exit(0);
END`,
    caught,
    [41],
    /./,
  ),
];
