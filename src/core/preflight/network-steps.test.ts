import { expect, test } from 'vitest';
import { fetchablePrograms, networkSteps } from './network-steps.ts';

const scripts = {
  pretest: 'npm run lint',
  test: 'npm run unit && npx --yes better-npm-audit audit',
  unit: 'node --test',
  lint: 'eslint . && npm audit --omit=dev',
  loop: 'npm run loop',
  audit: 'npm audit',
};

test.each([
  ['npm test', ['npm audit --omit=dev', 'npx --yes better-npm-audit audit']],
  ['npm run unit', []],
  ['npm run loop', []],
  ['pip install -e . && pytest -q', ['pip install -e .']],
  ['cargo audit; cargo test', ['cargo audit']],
  ['curl -s http://localhost:3000/ && npm run unit', []],
  ['npm ci --offline && npm run unit', []],
  ['npx vitest run', []],
  ['npx cowsay hi && npx --yes cowsay@1.6 && npx -p left pad', ['npx cowsay hi', 'npx --yes cowsay@1.6']],
  ['pnpm dlx @shop/check@2 a', ['pnpm dlx @shop/check@2 a']],
  ['npx --offline cowsay', []],
  ['node audit.js && sh check.sh', []],
])('%s', (command, steps) => {
  expect(networkSteps(command, scripts, ['cowsay', '@shop/check', 'pad'])).toEqual(steps);
});

test.each([
  ['npm test', ['better-npm-audit']],
  [
    'npx -y cowsay@1.6 a && npx cowsay; bunx @shop/check && npx -c "a b" && npx && cowsay',
    ['cowsay', '@shop/check'],
  ],
])('what %s would fetch where it is not installed', (command, programs) => {
  expect(fetchablePrograms(command, scripts)).toEqual(programs);
});
