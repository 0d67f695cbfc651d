import { describe, expect, test } from 'vitest';
import { contentOf } from '../testing.ts';
import { changedRun, pathsOf, protection } from './testing.ts';

const module = `${Array.from({ length: 12 }, (_, line) => `export const value${line} = ${line};`).join('\n')}\n`;
const project = {
  'package.json': '{}\n',
  'src/cart.js': module,
  'test/cart.test.js': "import { value1 } from '../src/cart.js';\n",
  'test/old.test.js': 'old\n',
  Makefile: 'test:\n',
};

describe('an undone tree', () => {
  test("has the candidate's tests and all that they need, and the base's program", async () => {
    const { run, tree } = await changedRun(project, {
      'src/cart.js': 'new\n',
      'src/new.js': 'new\n',
      'README.md': 'new\n',
      'test/cart.test.js': 'new\n',
      'test/new.test.js': 'new\n',
      'fixtures/case.json': 'new\n',
      'test/old.test.js': null,
      'package.json': '{ "dependencies": {} }\n',
      'package-lock.json': 'new\n',
      'vitest.config.js': 'new\n',
      Makefile: 'new\n',
    });
    const undone = await run.workspace.undoneTree(tree, { ...protection, allowed: ['test/**'] });
    expect(pathsOf(run, undone)).toEqual([
      'Makefile',
      'fixtures/case.json',
      'package-lock.json',
      'package.json',
      'src/cart.js',
      'src/new.js',
      'test/cart.test.js',
      'test/new.test.js',
      'vitest.config.js',
    ]);
    expect(contentOf(run, undone, 'src/cart.js')).toBe(module);
    expect(contentOf(run, undone, 'src/new.js')).toBe('');
    expect(contentOf(run, undone, 'test/cart.test.js')).toBe('new\n');
    expect(contentOf(run, undone, 'package.json')).toBe('{ "dependencies": {} }\n');
  });

  test('is the base where only the program changed, and the candidate where only tests did', async () => {
    const program = await changedRun(project, { 'src/cart.js': 'new\n' });
    const base = program.run.workspace.baseTree;
    expect(await program.run.workspace.undoneTree(program.tree, protection)).toBe(base);
    const tests = await changedRun(project, { 'test/new.test.js': 'new\n' });
    expect(await tests.run.workspace.undoneTree(tests.tree, protection)).toBe(tests.tree);
  });

  test('lets a test find a module at its old place, so that its new one alone proves nothing', async () => {
    const { run, tree } = await changedRun(project, {
      'src/cart.js': null,
      'src/basket.js': module,
      'test/cart.test.js': null,
      'test/basket.test.js': "import { value1 } from '../src/basket.js';\n",
    });
    const undone = await run.workspace.undoneTree(tree, protection);
    expect(pathsOf(run, undone)).toContain('src/cart.js');
    expect(contentOf(run, undone, 'test/basket.test.js')).toBe("import { value1 } from '../src/cart.js';\n");
  });

  test('has the new tests within Rust files', async () => {
    const program = 'pub fn add(a: i32, b: i32) -> i32 {\n    a - b\n}\n';
    const tests =
      '#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() { assert_eq!(super::add(1, 2), 3); }\n}';
    const { run, tree } = await changedRun(
      { 'src/lib.rs': program, 'src/other.rs': program },
      { 'src/lib.rs': `${program.replace('- b', '+ b')}\n${tests}\n`, 'src/other.rs': '' },
    );
    const undone = await run.workspace.undoneTree(tree, protection);
    expect(contentOf(run, undone, 'src/lib.rs')).toBe(`${program}\n${tests}\n`);
    expect(contentOf(run, undone, 'src/other.rs')).toBe(program);
  });
});
