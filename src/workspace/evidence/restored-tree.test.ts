import { describe, expect, test } from 'vitest';
import { contentOf, filesOf } from '../testing.ts';
import { changedRun, changeTree, type Files, pathsOf as paths, protection } from './testing.ts';

const module = `${Array.from({ length: 12 }, (_, line) => `export const value${line} = ${line};`).join('\n')}\n`;
const project = {
  'package.json': `${JSON.stringify({ scripts: { test: 'sh check.sh' } }, null, 2)}\n`,
  'check.sh': 'node --test\n',
  'src/cart.js': module,
  'src/other.js': 'export const other = 1;\n',
  'test/cart.test.js': "import { value1 } from '../src/cart.js';\nassert(value1 === 1);\n",
  'test/data.json': '1\n',
};

const changed = (files: Files, base: Record<string, string> = project) => changedRun(base, files);

describe('a restored tree', () => {
  test('is the candidate itself where nothing protected differs', async () => {
    const { run, tree } = await changed({ 'src/cart.js': 'new\n', 'src/new.js': '', 'README.md': '' });
    expect(await run.workspace.restoredTree(tree, protection)).toEqual({ tree, changes: [], movedTests: [] });
    const base = run.workspace.baseTree;
    expect(await run.workspace.restoredTree(base, protection)).toEqual({
      tree: base,
      changes: [],
      movedTests: [],
    });
  });

  test("has the base's tests, configuration and scripts, and the candidate's program", async () => {
    const { run, tree } = await changed({
      'src/cart.js': 'new\n',
      'test/cart.test.js': '',
      'test/data.json': null,
      'test/new.test.js': 'new\n',
      'test/orders.csv': 'new\n',
      'check.sh': 'true\n',
      '.npmrc': 'script-shell=evil\n',
      'vitest.config.js': 'new\n',
      'package.json': JSON.stringify({ scripts: { test: 'true', extra: 'x' }, version: '2' }),
    });
    const restored = await run.workspace.restoredTree(tree, protection);
    expect(restored.changes).toEqual([
      { path: '.npmrc', kind: 'configuration', change: 'added' },
      { path: 'check.sh', kind: 'verify', change: 'modified' },
      { path: 'package.json', kind: 'manifest', change: 'modified' },
      { path: 'test/cart.test.js', kind: 'test', change: 'modified' },
      { path: 'test/data.json', kind: 'test', change: 'deleted' },
      { path: 'vitest.config.js', kind: 'configuration', change: 'added' },
    ]);
    expect(paths(run, restored.tree)).toEqual(Object.keys(project).toSorted());
    expect(contentOf(run, restored.tree, 'src/cart.js')).toBe('new\n');
    for (const path of ['check.sh', 'test/cart.test.js', 'test/data.json'] as const)
      expect(contentOf(run, restored.tree, path), path).toBe(project[path]);
    expect(JSON.parse(contentOf(run, restored.tree, 'package.json'))).toEqual({
      scripts: { test: 'sh check.sh', extra: 'x' },
      version: '2',
    });
  });

  test('keeps added data of the tests, and says nothing of added tests', async () => {
    const { run, tree } = await changed({ 'test/new.test.js': 'new\n', 'fixtures/orders.csv': 'new\n' });
    const restored = await run.workspace.restoredTree(tree, protection);
    expect(restored.changes).toEqual([]);
    expect(paths(run, restored.tree)).toContain('fixtures/orders.csv');
    expect(paths(run, restored.tree)).not.toContain('test/new.test.js');
  });

  test('names the test files that are there under another name, and no other file', async () => {
    const { run, tree } = await changed({
      'test/cart.test.js': null,
      'test/prüfung.test.js': project['test/cart.test.js'],
      'src/cart.js': null,
      'src/basket.js': module,
    });
    const { movedTests } = await run.workspace.restoredTree(tree, protection);
    expect(movedTests).toEqual([{ from: 'test/cart.test.js', to: 'test/prüfung.test.js' }]);
    const lost = await changed({
      'test/cart.test.js': null,
      'test/other.test.js': 'test("other", () => {});\n',
    });
    expect((await lost.run.workspace.restoredTree(lost.tree, protection)).movedTests).toEqual([]);
  });

  test('leaves what is allowed under a name that is not ASCII', async () => {
    const base = { ...project, 'prüfung/ä.test.js': 'old\n' };
    const { run, tree } = await changed({ 'prüfung/ä.test.js': 'new\n' }, base);
    const restored = (...allowed: string[]) => run.workspace.restoredTree(tree, { ...protection, allowed });
    expect((await restored('prüfung/ä.test.js')).tree).toBe(tree);
    expect((await restored('prüfung/**')).tree).toBe(tree);
    expect((await restored('prufung/**')).changes).toEqual([
      { path: 'prüfung/ä.test.js', kind: 'test', change: 'modified' },
    ]);
  });

  test('leaves what is allowed, and protects what is named', async () => {
    const { run, tree } = await changed({
      'test/cart.test.js': 'new\n',
      'test/new.test.js': 'new\n',
      'check.sh': 'new\n',
      'src/other.js': 'new\n',
    });
    const named = { ...protection, allowed: ['test/**', 'check.sh'], protect: ['src/other.js'] };
    const restored = await run.workspace.restoredTree(tree, named);
    expect(restored.changes).toEqual([{ path: 'src/other.js', kind: 'configuration', change: 'modified' }]);
    expect(contentOf(run, restored.tree, 'src/other.js')).toBe(project['src/other.js']);
    expect(contentOf(run, restored.tree, 'test/cart.test.js')).toBe('new\n');
    expect(paths(run, restored.tree)).toContain('test/new.test.js');
  });

  test('has the files again that the configuration of the base makes a runner load', async () => {
    const base = {
      'vitest.config.js': "setupFiles: ['./prepare.js']\n",
      'prepare.js': 'base\n',
      'free.js': '',
    };
    const { run, tree } = await changed({ 'prepare.js': 'new\n', 'free.js': 'new\n' }, base);
    const restored = await run.workspace.restoredTree(tree, protection);
    expect(restored.changes).toEqual([{ path: 'prepare.js', kind: 'configuration', change: 'modified' }]);
    expect(contentOf(run, restored.tree, 'prepare.js')).toBe('base\n');
    expect(contentOf(run, restored.tree, 'free.js')).toBe('new\n');
  });

  test('has files again where the run made folders or links, and the other way about', async () => {
    const { run, tree } = await changed({ test: null, 'check.sh': null });
    const candidate = await changeTree(run, tree, { 'check.sh/inner.js': '', test: 'a file\n' });
    const restored = await run.workspace.restoredTree(candidate, protection);
    expect(paths(run, restored.tree).filter((path) => /^(test|check)/.test(path))).toEqual([
      'check.sh',
      'test/cart.test.js',
      'test/data.json',
    ]);
  });

  test('has the whole manifest of the base where it is gone or can not be read', async () => {
    for (const broken of [null, '{ "scripts": ']) {
      const { run, tree } = await changed({ 'package.json': broken });
      const restored = await run.workspace.restoredTree(tree, protection);
      expect(contentOf(run, restored.tree, 'package.json')).toBe(project['package.json']);
      expect(restored.changes).toEqual([
        { path: 'package.json', kind: 'manifest', change: broken === null ? 'deleted' : 'modified' },
      ]);
    }
  });

  test('keeps names that are no UTF-8, and bytes that are no text', async () => {
    const { run, tree } = await changedRun(
      { 'test/a.test.js': Buffer.from([0xff, 0, 0x27]) },
      { 'test/a.test.js': 'new\n', 'src/ü.js': 'new\n' },
    );
    const restored = await run.workspace.restoredTree(tree, protection);
    expect(filesOf(run, restored.tree)).toEqual(['100644 src/ü.js', '100644 test/a.test.js']);
  });
});

describe('modules that were renamed', () => {
  const renamed = { 'src/cart.js': null, 'src/basket/cart.js': module };

  test('are found by the tests of the base, whose assertions stay', async () => {
    const { run, tree } = await changed({
      ...renamed,
      'test/cart.test.js': "import { value1 } from '../src/basket/cart.js';\nassert(true);\n",
    });
    const restored = await run.workspace.restoredTree(tree, protection);
    expect(contentOf(run, restored.tree, 'test/cart.test.js')).toBe(
      "import { value1 } from '../src/basket/cart.js';\nassert(value1 === 1);\n",
    );
    expect(restored.changes).toEqual([{ path: 'test/cart.test.js', kind: 'test', change: 'modified' }]);
  });

  test('are found by a test that was moved along with them, at its old place', async () => {
    const { run, tree } = await changed({
      ...renamed,
      'test/cart.test.js': null,
      'src/basket/cart.test.js': "import { value1 } from './cart.js';\nassert(value1 === 1);\n",
    });
    const restored = await run.workspace.restoredTree(tree, protection);
    expect(contentOf(run, restored.tree, 'test/cart.test.js')).toContain("'../src/basket/cart.js'");
    expect(paths(run, restored.tree)).not.toContain('src/basket/cart.test.js');
    expect(restored.changes).toEqual([{ path: 'test/cart.test.js', kind: 'test', change: 'deleted' }]);
  });

  test.each<[string, Files]>([
    ['the old place still has a file', { ...renamed, 'src/cart.js': 'export const value1 = 1;\n' }],
    [
      'another file has little of it',
      { 'src/cart.js': null, 'src/basket/cart.js': 'export const value1 = 1;\n' },
    ],
    ['the new place is a test', { 'src/cart.js': null, 'src/cart.test.js': module }],
    ['the new place is among the tests', { 'src/cart.js': null, 'test/cart.js': module }],
    ['the new place configures the runner', { 'src/cart.js': null, 'vitest.setup.js': module }],
  ])('are not followed where %s', async (_, files) => {
    const { run, tree } = await changed({ ...files, 'test/cart.test.js': 'assert(true);\n' });
    const restored = await run.workspace.restoredTree(tree, protection);
    expect(contentOf(run, restored.tree, 'test/cart.test.js')).toBe(project['test/cart.test.js']);
  });

  test('a helper of the tests is never taken for one', async () => {
    const base = { ...project, 'test/helper.js': module, 'test/cart.test.js': "import './helper.js';\n" };
    const { run, tree } = await changed(
      {
        'test/helper.js': null,
        'src/helper.js': module,
        'test/cart.test.js': "import '../src/helper.js';\n",
      },
      base,
    );
    const restored = await run.workspace.restoredTree(tree, protection);
    expect(contentOf(run, restored.tree, 'test/cart.test.js')).toBe("import './helper.js';\n");
    expect(paths(run, restored.tree)).toContain('test/helper.js');
  });
});

describe('tests within Rust files', () => {
  const program = 'pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n';
  const tests =
    '#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() { assert_eq!(super::add(1, 2), 3); }\n}';
  const base = { 'Cargo.toml': '[package]\nname = "x"\n', 'src/lib.rs': `${program}\n${tests}\n` };
  const longer = `${program}${program.replaceAll('add', 'sum')}${program.replaceAll('add', 'plus')}`;
  const newProgram = program.replace('a + b', 'b + a');

  test('are those of the base, beside the program of the candidate', async () => {
    const weak = tests.replace('assert_eq!(super::add(1, 2), 3);', '');
    const { run, tree } = await changed({ 'src/lib.rs': `${newProgram}\n${weak}\n` }, base);
    const restored = await run.workspace.restoredTree(tree, protection);
    expect(contentOf(run, restored.tree, 'src/lib.rs')).toBe(`${newProgram}\n${tests}\n`);
    expect(restored.changes).toEqual([{ path: 'src/lib.rs', kind: 'test', change: 'modified' }]);
  });

  test('follow a file that was renamed, and are no complaint where they are new', async () => {
    const { run, tree } = await changed(
      { 'src/lib.rs': null, 'src/sum.rs': `${longer}\n`, 'src/new.rs': tests },
      { ...base, 'src/lib.rs': `${longer}\n${tests}\n` },
    );
    const restored = await run.workspace.restoredTree(tree, protection);
    expect(contentOf(run, restored.tree, 'src/sum.rs')).toBe(`${longer}\n${tests}\n`);
    expect(contentOf(run, restored.tree, 'src/new.rs')).toBe('');
    expect(restored.changes).toEqual([{ path: 'src/sum.rs', kind: 'test', change: 'modified' }]);
  });
});
