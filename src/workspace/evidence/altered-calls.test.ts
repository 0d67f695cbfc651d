import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { alterPhp, alterRuby } from '../../core/syntax/alter-calls.ts';
import { rubyMarks } from '../../core/syntax/checker-marks.ts';
import { otherValues } from '../../core/syntax/other-value.ts';
import { createSyntaxParser } from '../../system/syntax-parser.ts';

const parse = createSyntaxParser(
  join(resolve(import.meta.dirname, '../../..'), 'node_modules/@vscode/tree-sitter-wasm/wasm'),
);

async function altered(grammar: 'ruby' | 'php', text: string): Promise<string> {
  const file = await parse(grammar, text);
  if (file === null) throw new Error('it is not parsed');
  const alter = grammar === 'ruby' ? alterRuby : alterPhp;
  return alter(file, otherValues('seed', 'a')).text.replaceAll(/w[\da-f]{10}/g, 'word');
}

test.each([
  ['expect(sum(2, 3)).to eq(5)', "expect(sum(2, 3)).to eq([5, 'word'])"],
  ["expect(name).to eq 'a'", "expect(name).to eq ['a', 'word']"],
  ['assert_equal 5, sum(2, 3)', "assert_equal [5, 'word'], sum(2, 3)"],
  ['_(sum(2, 3)).must_equal 5', "_(sum(2, 3)).must_equal [5, 'word']"],
  ['assert(found)', 'assert(!(found))'],
  ['expect { f }.to raise_error(ArgumentError)', 'expect { f }.to raise_error(Class.new(StandardError))'],
  ['expect(a).to eq(one: 1)', 'expect(a).to eq(one: 1)'],
  ['puts(5)', 'puts(5)'],
])('Ruby: %s', async (line, other) => {
  const marks = line === other ? '' : rubyMarks;
  expect(await altered('ruby', `it('x') { ${line} }\n`)).toBe(`${marks}it('x') { ${other} }\n`);
});

test.each([
  ['$this->assertSame(5, sum(2, 3))', "$this->assertSame([5, 'word'], sum(2, 3))"],
  ['self::assertTrue($found)', 'self::assertTrue(!($found))'],
  ['expect(sum(2, 3))->toBe(5)', "expect(sum(2, 3))->toBe([5, 'word'])"],
  ['$this->expectException(Missing::class)', "$this->expectException('Otherword')"],
  ['$this->assertSame(...$rows)', '$this->assertSame(...$rows)'],
])('PHP: %s', async (line, other) => {
  expect(await altered('php', `<?php\n${line};\n`)).toBe(`<?php\n${other};\n`);
});
