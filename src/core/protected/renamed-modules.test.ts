import { describe, expect, test } from 'vitest';
import { followRenames, moduleRenames } from './renamed-modules.ts';

const base = new Set([
  'src/cart.ts',
  'src/index.ts',
  'src/price/index.js',
  'src/old.mjs',
  'test/helper.js',
  'shop/__init__.py',
  'shop/cart.py',
  'tools.py',
  'src/store/__init__.py',
  'src/store/shelf.py',
]);
const isInBase = (path: string) => base.has(path);
const renames = [
  { from: 'src/cart.ts', to: 'src/basket/cart.ts' },
  { from: 'src/price/index.js', to: 'src/cost/index.js' },
  { from: 'src/old.mjs', to: 'lib/new.mjs' },
];
const follow = (text: string, path = 'test/a.test.ts') => followRenames(path, text, renames, isInBase);

describe('JavaScript and TypeScript', () => {
  test.each([
    ["import { a } from '../src/cart.ts';", "import { a } from '../src/basket/cart.ts';"],
    ["import { a } from '../src/cart';", "import { a } from '../src/basket/cart';"],
    ["import { a } from '../src/cart.js';", "import { a } from '../src/basket/cart.js';"],
    ['import type A from "../src/cart"', 'import type A from "../src/basket/cart"'],
    ["import '../src/cart.ts?raw'", "import '../src/basket/cart.ts?raw'"],
    [
      "import {\n  a, // from './x'\n  b,\n} from '../src/cart';",
      "import {\n  a, // from './x'\n  b,\n} from '../src/basket/cart';",
    ],
    ["export * from '../src/cart'", "export * from '../src/basket/cart'"],
    ["await import('../src/old.mjs')", "await import('../lib/new.mjs')"],
    ["const a = require( '../src/price' )", "const a = require( '../src/cost' )"],
    ["require('../src/price/index.js')", "require('../src/cost/index.js')"],
    ["jest.mock('../src/cart', () => ({}))", "jest.mock('../src/basket/cart', () => ({}))"],
    ["vi.mock(/* it */ '../src/cart')", "vi.mock(/* it */ '../src/basket/cart')"],
    ["jest.createMockFromModule('../src/cart')", "jest.createMockFromModule('../src/basket/cart')"],
    ["mock.module('../src/cart')", "mock.module('../src/basket/cart')"],
    [
      "await vi.importActual<typeof A>('../src/cart')",
      "await vi.importActual<typeof A>('../src/basket/cart')",
    ],
    ["new URL('../src/old.mjs', import.meta.url)", "new URL('../lib/new.mjs', import.meta.url)"],
  ])('%j is rewritten', (text, expected) => {
    expect(follow(text)).toBe(expected);
  });

  test.each([
    "expect(run()).toBe('../src/cart')",
    'expect(run()).toBe("import a from \'../src/cart\'")',
    "expect(run()).toBe(`import a from '../src/cart'`)",
    "// import a from '../src/cart'",
    "/* import a from '../src/cart' */",
    "/from '..\\/src\\/cart'/.test(x)",
    "expect(a / 2).toBe('../src/cart') / 1",
    "const from = '../src/cart'",
    "const x = { import: '../src/cart' }",
    "import a from './helper.js'",
    "import a from 'src/cart'",
    "import a from '../../src/cart'",
    "import a from '../src/index.ts'",
  ])('%j is left as it is', (text) => {
    expect(follow(text)).toBe(text);
  });

  test('code after templates and regular expressions is read as such', () => {
    const text = [
      'const a = `$',
      "{b(`}`)}'`; const r = /['\"]/; x = y / z; import('../src/cart'); // '",
    ].join('');
    expect(follow(text)).toBe(text.replace('src/cart', 'src/basket/cart'));
  });

  test('a specifier is written as seen from the test', () => {
    expect(follow("import './cart'", 'src/a.test.ts')).toBe("import './basket/cart'");
    expect(
      followRenames(
        'src/a.test.ts',
        "import './cart'",
        [{ from: 'src/cart.ts', to: 'src/basket.tsx' }],
        isInBase,
      ),
    ).toBe("import './basket'");
    expect(
      followRenames(
        'a.test.ts',
        "import './src/cart.js'",
        [{ from: 'src/cart.ts', to: 'cart.mts' }],
        isInBase,
      ),
    ).toBe("import './cart.mjs'");
  });
});

describe('Python', () => {
  const python = [
    { from: 'shop/cart.py', to: 'shop/basket.py' },
    { from: 'tools.py', to: 'shop/tools.py' },
    { from: 'src/store/__init__.py', to: 'src/depot/__init__.py' },
    { from: 'src/store/shelf.py', to: 'src/depot/shelf.py' },
  ];
  const followPython = (text: string) => followRenames('tests/test_a.py', text, python, isInBase);

  test.each([
    ['from shop.cart import Cart\n', 'from shop.basket import Cart\n'],
    ['from shop.cart import (\n  Cart,\n  Item,\n)\n', 'from shop.basket import (\n  Cart,\n  Item,\n)\n'],
    ['import shop.cart as c\n', 'import shop.basket as c\n'],
    ['import shop.cart  # it\nshop.cart.add(1)\n', 'import shop.basket  # it\nshop.basket.add(1)\n'],
    ['import tools\ntools.run()\n', 'import shop.tools as tools\ntools.run()\n'],
    ['from tools import run\n', 'from shop.tools import run\n'],
    ['from shop import cart\ncart.add(1)\n', 'from shop import basket as cart\ncart.add(1)\n'],
    ['from shop import a, cart as c\n', 'from shop import a; from shop import basket as c\n'],
    ['    from shop import cart\n', '    from shop import basket as cart\n'],
    ['from store.shelf import x\n', 'from depot.shelf import x\n'],
    ['from store import y\n', 'from depot import y\n'],
    ['import store\n', 'import depot as store\n'],
    ['@patch("shop.cart.add")\n', '@patch("shop.basket.add")\n'],
    ["mock.patch('shop.cart')\n", "mock.patch('shop.basket')\n"],
  ])('%j is rewritten', (text, expected) => {
    expect(followPython(text)).toBe(expected);
  });

  test.each([
    'assert run() == "from shop.cart import Cart"\n',
    '"""\nfrom shop.cart import Cart\n"""\n',
    '# from shop.cart import Cart\n',
    'from shop.cart2 import x\n',
    'from workshop.cart import x\n',
    'from shop import cartoon\n',
    'assert name == "shop.cart"\n',
    'x = shop.cart\n',
    'from .cart import x\n',
  ])('%j is left as it is', (text) => {
    expect(followPython(text)).toBe(text);
  });
});

test('imports follow from one program file to another alone', () => {
  const all = [
    { from: 'src/a.ts', to: 'src/b.ts' },
    { from: 'a.py', to: 'b.py' },
    { from: 'test/helper.js', to: 'src/helper.js' },
    { from: 'src/a.ts', to: 'test/a.ts' },
    { from: 'src/a.ts', to: 'src/a.test.ts' },
    { from: 'vitest.config.ts', to: 'src/config.ts' },
    { from: 'src/a.ts', to: 'vitest.setup.ts' },
    { from: 'src/a.js', to: 'node_modules/a/index.js' },
    { from: 'src/a.json', to: 'package.json' },
    { from: 'src/a.ts', to: 'b.py' },
    { from: 'src/a.ts', to: 'README.md' },
  ];
  expect(moduleRenames(all)).toEqual(all.slice(0, 2));
});

test.each([
  "src/x'; evil(); '.ts",
  'src/x"; evil(); ".ts',
  'src/`x`.ts',
  'src/$' + '{evil()}.ts',
  'src/x\\.ts',
  'src/x\n.ts',
])('a name that could end the literal is not followed: %j', (to) => {
  expect(moduleRenames([{ from: 'src/cart.ts', to }])).toEqual([]);
});

test.each([
  'shop/x import y; evil() #.py',
  'shop/x\nevil().py',
  'shop/1.py',
  'shop/$1.py',
  "shop/'.py",
  'a-b/x.py',
])('a name that is no identifier is not followed: %j', (to) => {
  expect(moduleRenames([{ from: 'shop/cart.py', to }])).toEqual([]);
});

test('names in other scripts, and those of routes, are followed', () => {
  const renames = [
    { from: 'src/cart.ts', to: 'src/köln/(shop)/[id]+page.ts' },
    { from: 'shop/cart.py', to: 'shop/köln.py' },
  ];
  expect(moduleRenames(renames)).toEqual(renames);
});
