import { describe, expect, test } from 'vitest';
import { keepsExamplesOf, pythonItems, rustItems, withExamplesOf } from './documented-items.ts';

const rust = (value: string, body: string, more = '') => `//! Shop.

/// Adds.
///
/// \`\`\`
/// assert_eq!(shop::sum(2, 3), ${value});
/// \`\`\`
#[inline]
pub fn sum(one: i32, two: i32) -> i32 {
    ${body}
}
${more}`;

const python = (value: string, body: string, more = '') => `"""Shop.

>>> 1 + 1
2
"""

class Till:
    def sum(
        self, one, two
    ):
        """Adds.

        >>> Till().sum(2, 3)
        ${value}
        """
        return ${body}
${more}`;

describe.each([
  ['Rust', rustItems, rust],
  ['Python', pythonItems, python],
] as const)('examples in documentation: %s', (_name, items, source) => {
  const base = source('5', 'one - two');

  test('one whose value was changed is the base’s again, with the program as it is', () => {
    const candidate = source('-1', 'one * two', '# more\n');
    expect(keepsExamplesOf(base, candidate, items)).toBe(false);
    expect(withExamplesOf(base, candidate, items)).toBe(source('5', 'one * two', '# more\n'));
  });

  test('nothing is put back where the examples are the same, whatever else is', () => {
    const candidate = source('5', 'one + two').replaceAll('Adds.', 'Adds two numbers.');
    expect(keepsExamplesOf(base, candidate, items)).toBe(true);
    expect(withExamplesOf(base, candidate, items)).toBe(candidate);
  });

  test('a new one is laid over the base’s program, where that has the item', () => {
    const without = base.replace(/(\/\/\/ )?(```|assert_eq).*\n|( {8}>>> .*\n {8}5\n)/g, '');
    expect(keepsExamplesOf(without, base, items)).toBe(true);
    expect(withExamplesOf(base, without, items)).toContain('5');
  });

  test('a removed one is lost', () => {
    expect(keepsExamplesOf(base, base.replaceAll(/.*(>>>|```).*\n/g, ''), items)).toBe(false);
  });
});

test('methods of one name are told apart by the type around them, and by their number', () => {
  const text =
    'impl A {\n    /// a\n    pub fn new() {}\n}\nimpl B {\n    pub fn new() {}\n    fn new() {}\n}\n';
  expect(rustItems(text.split('\n')).map(({ key }) => key)).toEqual([
    'impl A fn new',
    'impl B fn new',
    'impl B fn new (2)',
  ]);
});
