import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { alteredIds } from '../../core/syntax/altered-test.ts';
import { languageOf } from '../../core/syntax/language.ts';
import { otherValues } from '../../core/syntax/other-value.ts';
import { createSyntaxParser } from '../../system/syntax-parser.ts';

const parse = createSyntaxParser(resolve('node_modules/@vscode/tree-sitter-wasm/wasm'));

async function altered(path: string, text: string) {
  const language = languageOf(path);
  const file = language === null ? null : await parse(language.grammar, text);
  if (language === null || file === null) throw new Error(`${path} can't be parsed`);
  const found = language.alter(file, otherValues('seed', path), path);
  expect(await parse(language.grammar, found.text)).not.toBeNull();
  return found;
}

test.each([
  ['an equality', 'assertEquals(5, Sum.of(2, 3));', /^assertEquals\((?!5,)\d+, Sum\.of\(2, 3\)\);$/],
  ['a number behind a message', 'assertEquals("sum", 5, x());', /^assertEquals\("sum", (?!5,)\d+, x\(\)\);$/],
  ['a text', 'assertEquals("five", x());', /^assertEquals\("(?!five")\w{4}", x\(\)\);$/],
  ['what AssertJ expects', 'assertThat(x()).isEqualTo(5);', /isEqualTo\((?!5\))\d+\);$/],
  ['what Hamcrest expects', 'assertThat(x(), is(5));', /is\((?!5\))\d+\)\);$/],
  ['a truth', 'assertTrue(x());', /^assertTrue\(!\(x\(\)\)\);$/],
  [
    'nothing known',
    'check(x());',
    /^check\(x\(\)\); {2}if \(1 != 2\) throw new AssertionError\("1 is not 2"\);$/,
  ],
  ['a return', 'if (x()) { return; } y();', /\{ if \(1 != 2\) throw .*; return; \} y\(\); {2}if/],
])('Java: %s', async (_name, statement, expected) => {
  const around = [
    'package a;\npublic class ATest {\n  int helper() { return 5; }\n  @Test void adds() { ',
    ' }\n}\n',
  ];
  const { text, tests } = await altered('ATest.java', around.join(statement));
  expect(text.startsWith(around[0] ?? '')).toBe(true);
  expect(text.slice(around[0]?.length, -(around[1]?.length ?? 0))).toMatch(expected);
  expect(alteredIds(['adds', 'adds(int)[1]', 'addsMore', 'helper'], tests)).toEqual(['adds', 'adds(int)[1]']);
});

test('Java: a literal in a call of three that may be a message is left alone, and so is what can not end', async () => {
  const body = (statement: string) => `class A {\n  @Test void a() { ${statement} }\n}\n`;
  const { tests } = await altered('A.java', body('while (true) { x(); }'));
  expect(tests.every(({ mustFail }) => !mustFail)).toBe(true);
  const message = await altered('A.java', body('assertEquals("a", x(), y());'));
  expect(message.text).toContain('assertEquals("a", x(), y());');
});

test.each([
  ['EXPECT_EQ(sum(2, 3), 5);', /EXPECT_EQ\(sum\(2, 3\), (?!5\))\d+\);/],
  ['ASSERT_TRUE(sum(2, 3) == 5) << "why";', /ASSERT_TRUE\(!\(sum\(2, 3\) == 5\)\) << "why";/],
  ['EXPECT_STREQ(name(), "five");', /EXPECT_STREQ\(name\(\), "(?!five")\w{4}"\);/],
  ['check(sum);', /check\(sum\); {2}ADD_FAILURE\(\) << "1 is not 2"; \}/],
])('GoogleTest: %s', async (statement, expected) => {
  const file = `#include <gtest/gtest.h>\nint helper() { return 5; }\nTEST(Sums, Adds) { ${statement} }\n`;
  const { text, tests } = await altered('sum_test.cc', file);
  expect(text).toMatch(expected);
  expect(text).toContain('int helper() { return 5; }');
  expect(alteredIds(['Sums > Adds', 'Sums > Other'], tests)).toEqual(['Sums > Adds']);
});

test.each([
  ['Assert.Equal(5, Sum.Of(2, 3));', /Assert\.Equal\((?!5,)\d+, Sum\.Of\(2, 3\)\);/],
  ['Assert.That(x, Is.EqualTo(5));', /Is\.EqualTo\((?!5\))\d+\)\);/],
  ['x.Should().Be(5);', /Should\(\)\.Be\((?!5\))\d+\);/],
  ['Assert.True(x);', /Assert\.True\(!\(x\)\);/],
  ['Check(x);', /Check\(x\); {2}if \(1 != 2\) throw new System\.Exception\("1 is not 2"\); \}/],
])('C#: %s', async (statement, expected) => {
  const file = `namespace Shop;\npublic class CartTests {\n  [Fact] public void Adds() { ${statement} }\n}\n`;
  const { text, tests } = await altered('CartTests.cs', file);
  expect(text).toMatch(expected);
  const ids = ['Shop.CartTests > Adds', 'CartTests > Adds(a: 1)', 'Shop.CartTests > Other'];
  expect(alteredIds(ids, tests)).toEqual(ids.slice(0, 2));
});

test.each([
  ['int main(void) { return sum(2, 3) != 5; }\n', 'int main(void) { (void)main_NAME(); return 1; }'],
  ['int main() { return 0; }\n', 'int main(void) { (void)main_NAME(); return 1; }'],
  [
    'static int one;\nint main(int argc, char *argv[])\n{\n  return argc > 2;\n}\n',
    'int main(int count, char **words) { (void)main_NAME(count, words); return 1; }',
  ],
])('C: a program that is a test ends with 1 where it comes to its end: %s', async (program, added) => {
  const { text, tests } = await altered('test/sums.c', program);
  const name = /main_(\w+)/.exec(text)?.[1] ?? '';
  expect(text).toBe(
    `/* clang-format off */\n${program.trimEnd().replace('main', `main_${name}`)}\n${added.replaceAll('NAME', name)}\n\n`,
  );
  expect(alteredIds(['sums', 'shop > sums', 'test_sums', 'more_sums', 'double'], tests)).toEqual([
    'sums',
    'shop > sums',
    'test_sums',
  ]);
});

test.each([
  'int sum(int one, int two) { return one + two; }\n',
  'int main(int a, char **b, char **c) { return 0; }\n',
])('C: %s stays as it is', async (program) => {
  expect(await altered('test/sums.c', program)).toEqual({ text: program, tests: [] });
});
