import { expect, test } from 'vitest';
import { networkSteps } from './network-steps.ts';

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
  ['node audit.js && sh check.sh', []],
])('%s', (command, steps) => {
  expect(networkSteps(command, scripts)).toEqual(steps);
});
