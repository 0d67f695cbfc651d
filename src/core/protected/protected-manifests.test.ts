import { describe, expect, test } from 'vitest';
import { isProtectedManifest, restoreManifest } from './protected-manifests.ts';

const json = (value: object, indent: string | number = 2) => `${JSON.stringify(value, null, indent)}\n`;

describe('package.json', () => {
  const base = {
    name: 'shop',
    version: '1.0.0',
    scripts: { test: 'vitest run', check: 'sh check.sh' },
    devDependencies: { vitest: '5.0.0' },
    jest: { bail: true },
  };
  const restore = (candidate: object, of: object | null = base) =>
    restoreManifest('package.json', of === null ? null : json(of), json(candidate));

  test('keeps its very text where only other parts changed', () => {
    const candidate = {
      ...base,
      version: '2.0.0',
      scripts: { ...base.scripts, build: 'tsc', postbuild: 'echo' },
      dependencies: { zod: '4.0.0' },
      devDependencies: { vitest: '5.1.0' },
    };
    const text = JSON.stringify(candidate, null, '\t');
    expect(restoreManifest('package.json', json(base), text)).toBe(text);
  });

  test.each([
    ['a weakened script', { ...base, scripts: { ...base.scripts, test: 'true' } }],
    ['a removed script', { ...base, scripts: { check: 'sh check.sh' } }],
    ['removed scripts', { ...base, scripts: undefined }],
    ['scripts that are none', { ...base, scripts: 'true' }],
    ['a hook before', { ...base, scripts: { ...base.scripts, pretest: 'node evil.js' } }],
    ['a hook after', { ...base, scripts: { ...base.scripts, posttest: 'exit 0' } }],
    ['a script at installation', { ...base, scripts: { ...base.scripts, postinstall: 'node evil.js' } }],
    ['another block', { ...base, jest: { testMatch: [] } }],
    ['a removed block', { ...base, jest: undefined }],
    ['a new block', { ...base, vitest: { include: [] } }],
    ['a new block of another tool', { ...base, babel: { plugins: ['./evil.js'] } }],
    ["npm's own settings", { ...base, config: { 'script-shell': './evil.sh' } }],
    ['a runner from the repository', { ...base, devDependencies: { vitest: 'file:./fake' } }],
    ['a runner under an alias', { ...base, devDependencies: { vitest: 'npm:evil@1' } }],
    [
      'a runner by way of an override',
      { ...base, overrides: { a: { 'vitest@5': 'link:./fake' } } },
      { a: {} },
    ],
    ['a runner by way of a resolution', { ...base, resolutions: { '**/vitest': './fake' } }, {}],
    [
      'a patched runner',
      { ...base, pnpm: { patchedDependencies: { 'vitest@5.0.0': 'patches/x.patch' } } },
      { patchedDependencies: {} },
    ],
  ])('has the base again for %s', (_, candidate, empty?: object) => {
    const restored = JSON.parse(restore(candidate) ?? '');
    const { overrides, resolutions, pnpm, ...rest } = restored;
    expect(rest).toEqual(base);
    expect([overrides, resolutions, pnpm].filter((value) => value !== undefined)).toEqual(
      empty === undefined ? [] : [empty],
    );
  });

  test('keeps what else changed, its order, indentation and last line', () => {
    const candidate = { name: 'shop', dependencies: { zod: '4' }, scripts: { new: 'x', test: 'true' } };
    const text = JSON.stringify(candidate, null, '\t');
    const expected = {
      name: 'shop',
      dependencies: { zod: '4' },
      scripts: { new: 'x', test: 'vitest run', check: 'sh check.sh' },
      jest: { bail: true },
    };
    expect(restoreManifest('package.json', json(base), text)).toBe(JSON.stringify(expected, null, '\t'));
  });

  test('is the base when it can no longer be read', () => {
    expect(restoreManifest('package.json', json(base), '{ "scripts": {')).toBe(json(base));
    expect(restoreManifest('package.json', json(base), '[]')).toBe(json(base));
  });

  test('keeps its scripts and loses its runner blocks where it is new', () => {
    expect(restore({ name: 'new', scripts: { test: 'x' }, jest: {} }, null)).toBe(
      json({ name: 'new', scripts: { test: 'x' } }),
    );
    expect(restore({ name: 'new' }, null)).toBe(json({ name: 'new' }));
  });

  test('is gone where it is new and calls itself a runner', () => {
    expect(restore({ name: 'vitest', main: 'fake.js' }, null)).toBeNull();
    expect(restore({ ...base, name: 'vitest' })).toBe(json(base));
    expect(restore({ ...base, name: 'vitest', version: '2' }, { ...base, name: 'vitest' })).toBe(
      json({ ...base, name: 'vitest', version: '2' }),
    );
  });

  test('a prototype is a field like any other', () => {
    const text = '{"__proto__":{"jest":1},"jest":{"bail":false}}';
    expect(restoreManifest('package.json', '{}', text)).toBe('{"__proto__":{"jest":1}}');
  });
});

describe('pyproject.toml', () => {
  const base = `[project]
name = "shop"
dependencies = ["a"]

[tool.pytest.ini_options]
addopts = "-q" # quiet
testpaths = [
  "tests", # all
]

[tool.ruff]
line-length = 80
`;
  const restore = (candidate: string) => restoreManifest('pyproject.toml', base, candidate);

  test.each([
    ['dependencies', base.replace('"a"', '"a", "b"')],
    ['the version', base.replace('name = "shop"', 'name = "shop"\nversion = "2"')],
    ['groups', `${base}\n[dependency-groups]\ndev = ["c"]\n`],
    [
      'the order',
      `${base.slice(base.indexOf('[tool.ruff]'))}\n${base.slice(0, base.indexOf('[tool.ruff]'))}`,
    ],
  ])('keeps its very text where %s changed', (_, candidate) => {
    expect(candidate).not.toBe(base);
    expect(restore(candidate)).toBe(candidate);
  });

  const withoutPytest = base.replace(/\[tool\.pytest[\s\S]*(?=\[tool\.ruff)/, '');
  test.each([
    ['other options', base.replace('-q', '-p evil')],
    ['a removed table', withoutPytest],
    ['a table with another header', `${withoutPytest}[ tool . "pytest".ini_options ]\naddopts = "-p evil"\n`],
    ['dotted keys', `tool.pytest.ini_options.addopts = "-p evil"\n${withoutPytest}`],
    ['an inline table', `tool = { pytest = { ini_options = { addopts = "-p evil" } } }\n${withoutPytest}`],
    ['a text that looks like the table', `${withoutPytest}[x]\nnote = """\n${base}"""\n`],
    ['a new table of another tool', `${base}\n[tool.coverage.run]\nplugins = ["evil"]\n`],
    ["a package manager's commands", `${base}\n[tool.pdm.scripts]\ntest = "true"\n`],
    ['a plug-in for pytest', `${base}\n[project.entry-points.pytest11]\nevil = "evil"\n`],
  ])('has the base again for %s', (_, candidate) => {
    const restored = restore(candidate) ?? '';
    expect(restored).not.toBe(candidate);
    const outside = restored.replace(/"""[\s\S]*?"""/g, '');
    expect(outside).toContain('addopts = "-q" # quiet\ntestpaths = [\n  "tests", # all\n]\n');
    expect(outside.match(/pytest/g)).toHaveLength(1);
    expect(outside).not.toMatch(/evil|"true"/);
    expect(outside).toContain('dependencies = ["a"]');
  });

  test('keeps new dependencies beside restored options', () => {
    expect(restore(base.replace('"a"', '"b"').replace('-q', '-p evil'))).toContain('dependencies = ["b"]');
  });

  test('is the base when it can no longer be read', () => {
    expect(restore(`${base}\nx = """`)).toBe(base);
    expect(restore(`${base}\nx = [1, `)).toBe(base);
    expect(restore(`${base}\n[x\n`)).toBe(base);
  });

  test('loses the tables of runners where it is new', () => {
    expect(restoreManifest('pyproject.toml', null, '[project]\nname = "x"\n[tool.pytest]\na = 1\n')).toBe(
      '[project]\nname = "x"\n',
    );
  });
});

describe('Cargo.toml', () => {
  test('may not ask for itself, as another one, where it is tested', () => {
    const own = '[package]\nname = "sums"\n';
    const others = `${own}\n[dev-dependencies]\nrand = "1"\n`;
    expect(restoreManifest('Cargo.toml', own, others)).toBe(others);
    for (const more of ['sums = { path = ".", features = ["exact"] }', '[dev-dependencies.sums]\npath = "."'])
      expect(restoreManifest('Cargo.toml', own, `${others}${more}\n`)).not.toContain('path');
  });

  const base = `[package]
name = "shop"

[lib]
path = "src/lib.rs"

[[test]]
name = "one"

[[test]]
name = "two"
harness = true

[dependencies]
a = "1"
`;
  const restore = (candidate: string) => restoreManifest('Cargo.toml', base, candidate);

  test('keeps its very text where dependencies changed', () => {
    const candidate = base.replace('a = "1"', 'a = "2"\nb = { version = "1", features = ["test"] }');
    expect(restore(candidate)).toBe(candidate);
  });

  test.each([
    ['another harness', base.replace('harness = true', 'harness = false')],
    ['a harness of the library', base.replace('src/lib.rs"', 'src/lib.rs"\nharness = false')],
    ['a library without tests', base.replace('src/lib.rs"', 'src/lib.rs"\ntest = false')],
    ['no search for tests', base.replace('name = "shop"', 'name = "shop"\nautotests = false')],
    ['a profile', `${base}\n[profile.test]\ndebug-assertions = false\n`],
    ['lints', `${base}\n[lints.rust]\nunsafe_code = "allow"\n`],
    ['a removed test', base.replace('[[test]]\nname = "one"\n\n', '')],
  ])('has the base again for %s', (_, candidate) => {
    const lines = (text: string) => text.split('\n').filter((line) => line !== '');
    expect(candidate).not.toBe(base);
    expect(lines(restore(candidate) ?? '').toSorted()).toEqual(lines(base).toSorted());
  });

  test('puts a removed key back into its table', () => {
    const withHarness = base.replace('src/lib.rs"', 'src/lib.rs"\nharness = true');
    expect(restoreManifest('Cargo.toml', withHarness, base)).toBe(withHarness);
    const changed = withHarness.replace('= true\n\n[[test', '= false\n\n[[test').replace('"two"', '"2"');
    expect(restoreManifest('Cargo.toml', withHarness, changed)).toBe(withHarness);
  });
});

describe('setup.cfg', () => {
  const base = '[metadata]\nname = shop\n\n[tool:pytest]\naddopts = -q\n';

  test('keeps its text, or has the base sections again', () => {
    const renamed = base.replace('shop', 'store');
    expect(restoreManifest('setup.cfg', base, renamed)).toBe(renamed);
    expect(restoreManifest('setup.cfg', base, renamed.replace('-q', '-p evil'))).toBe(renamed);
    expect(restoreManifest('setup.cfg', base, '[metadata]\nname = store\n')).toBe(renamed);
    expect(restoreManifest('setup.cfg', base, `${renamed}[flake8]\nignore = E\n`)).toBe(renamed);
    expect(restoreManifest('setup.cfg', base, `${renamed} [tool:pytest]\naddopts = -p evil\n`)).toBe(base);
  });
});

test('composer.json and deno.json have their commands and settings again', () => {
  const composer = { scripts: { test: 'phpunit' }, require: { a: '1' } };
  expect(
    restoreManifest(
      'composer.json',
      json(composer),
      json({ scripts: { test: 'true', 'pre-test': 'evil' }, require: { a: '2' }, config: { x: 1 } }),
    ),
  ).toBe(json({ scripts: { test: 'phpunit' }, require: { a: '2' } }));
  const deno = { tasks: { test: 'deno test' }, imports: { a: '1' } };
  expect(
    restoreManifest(
      'deno.json',
      json(deno),
      json({ ...deno, imports: { a: '2' }, test: { exclude: ['.'] } }),
    ),
  ).toBe(json({ ...deno, imports: { a: '2' } }));
});

test('other files are no such manifests', () => {
  expect(isProtectedManifest('packages/a/package.json')).toBe(true);
  expect(isProtectedManifest('package-lock.json')).toBe(false);
  expect(restoreManifest('go.mod', 'a', 'b')).toBe('b');
});

test.each([
  ['package.json', '{ "scripts": { "test": "vitest run" }, "version": "1" }', '"vitest run"', '"true"'],
  ['pyproject.toml', '[tool.pytest.ini_options]\naddopts = "-x"\n', '"-x"', '"--co"'],
])('a byte order mark hides nothing of %s, whoever has it', (path, text, good, weak) => {
  const weakened = text.replace(good, weak);
  for (const [base, candidate] of [
    [`\ufeff${text}`, `\ufeff${weakened}`],
    [text, `\ufeff${weakened}`],
    [`\ufeff${text}`, weakened],
  ] as const) {
    const restored = restoreManifest(path, base, candidate);
    expect(restored).toContain(good);
    expect(restored).not.toContain(weak);
  }
  expect(restoreManifest(path, text, `\ufeff${text}`)).toBe(`\ufeff${text}`);
});
