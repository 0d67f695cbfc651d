import { expect, test } from 'vitest';
import { tomlValues, valueAt } from './toml-values.ts';

test('a key means the same however it is written', () => {
  const written = [
    '[package]\nname = "shop"\n',
    "package.name = 'shop'\n",
    'package = { name = "shop" } # ours\n',
    '\ufeff[ "package" ]\r\nname = """shop"""\r\n',
  ];
  expect(written.map((text) => valueAt(tomlValues(text), ['package', 'name']))).toEqual(
    Array(4).fill('shop'),
  );
});

test('what is no TOML has no values, and what is not there no value', () => {
  expect(tomlValues('[package\nname = 1')).toBeNull();
  expect(tomlValues(`a = ${'['.repeat(100_000)}`)).toBeNull();
  expect(valueAt(tomlValues('a = 1'), ['a', 'toString'])).toBeUndefined();
  expect(valueAt(tomlValues('a = 1'), ['constructor'])).toBeUndefined();
});
