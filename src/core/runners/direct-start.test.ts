import { describe, expect, test } from 'vitest';
import { aloneCommand, directStart } from './direct-start.ts';

const scripts = {
  test: 'node --test',
  unit: 'tsc -p . && vitest run --config unit.config.ts test/unit',
  both: 'eslint . && vitest run',
  forged: 'cat result.tap',
  again: 'npm run again',
  all: 'npm run unit',
  premade: 'node "make.js"',
  made: 'jest',
};
const place = { folder: '', packages: [] };

describe('a command that starts a known runner', () => {
  test.each([
    ['node --test', 'node:test'],
    ['node --no-warnings --test test/*.test.js', 'node:test'],
    ['npm test', 'node:test'],
    ['npm run unit', 'vitest'],
    ['npm run all', 'vitest'],
    ['npx --no-install jest --ci', 'jest'],
    ['NODE_ENV=test npx mocha "test/**/*.js"', 'mocha'],
    ['/usr/bin/python3 -m pytest -q', 'pytest'],
    ['python3 -m unittest discover -s tests', 'unittest'],
    ['cd app && go test ./...', 'go'],
    ['npm ci && npm test', 'node:test'],
    ['cargo test --workspace', 'cargo'],
    ['vendor/bin/phpunit', 'phpunit'],
    ['bundle exec rspec', 'rspec'],
  ])('is known by %s', (command, runner) => {
    expect(directStart(command, scripts)?.runner).toBe(runner);
  });

  test.each([
    'cat result.tap',
    'npm run forged',
    'npm run both',
    'npm run again',
    'npm run missing',
    './pytest',
    'tools/vitest run',
    "printf 'ok 1' && cargo test",
    'go test ./... | tee out',
    'node --test; true',
    'node test.js',
    'node run.js --test',
    'sh -c "node --test"',
    'pytest $(cat args)',
    'pytest "$ARGS"',
    'make test',
  ])('is not seen in %s', (command) => {
    expect(directStart(command, scripts)).toBeNull();
  });
});

describe('the files of some tests alone', () => {
  const alone = (command: string, ...files: string[]) => {
    const start = directStart(command, scripts);
    return start === null ? null : aloneCommand(start, files, place);
  };
  test.each([
    ['node --test', ['test/a.test.js'], 'node --test test/a.test.js'],
    ['node --test test/*.test.js', ['test/a b.js', 'b.js'], "node --test 'test/a b.js' b.js"],
    ['npm test', ['a.js'], 'PATH="$PWD/node_modules/.bin:$PATH" node --test a.js'],
    [
      'npm run unit',
      ['test/unit/a.test.ts'],
      'export PATH="$PWD/node_modules/.bin:$PATH" && tsc -p . && PATH="$PWD/node_modules/.bin:$PATH" vitest run --config unit.config.ts test/unit/a.test.ts',
    ],
    [
      'npm run made',
      ['a.test.js'],
      `export PATH="$PWD/node_modules/.bin:$PATH" && sh -c 'node "make.js"' && PATH="$PWD/node_modules/.bin:$PATH" jest --runTestsByPath a.test.js`,
    ],
    ['jest src', ['a.test.js'], 'jest --runTestsByPath a.test.js'],
    ['pytest -q -k "not slow" tests', ['tests/test_a.py'], 'pytest -q -k "not slow" tests/test_a.py'],
    [
      'go test -race ./...',
      ['example.org/a', 'example.org/b'],
      'go test -race -count=1 example.org/a example.org/b',
    ],
    ['cargo test', ['tests/sums.rs', 'src/lib.rs'], 'cargo test --test sums --lib'],
    ['cargo test', ['tests/product.rs', 'tests/sums.rs'], 'cargo test --test product --test sums'],
    ['go test ./...', ['example.org/a', 'example.org/a'], 'go test -count=1 example.org/a'],
  ])('%s, %j', (command, files, expected) => {
    expect(alone(command, ...files)).toBe(expected);
  });

  test.each([
    ['a word that may be a value', 'mocha --watch-files test', 'test/a.js'],
    ['what is passed on', 'cargo test -- --nocapture', 'tests/a.rs'],
    ['tests of documentation', 'cargo test', 'src/other.rs'],
    ['a runner without files', 'mvn test', 'A.java'],
    ['a path that looks like an option', 'pytest', '--co'],
    ['a path that is not below the folder', 'pytest', '/tmp/test_a.py'],
  ])('are not told of %s', (_name, command, file) => {
    expect(alone(command, file)).toBeNull();
  });
});
