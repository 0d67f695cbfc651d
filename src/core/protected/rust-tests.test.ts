import { describe, expect, test } from 'vitest';
import { rustTestModules, withTestModulesOf } from './rust-tests.ts';

const production = 'pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n';
const module =
  '#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    fn adds() { assert_eq!(add(1, 2), 3); }\n}';
const file = `${production}\n${module}\n`;
const textsOf = (text: string) => rustTestModules(text)?.map(({ start, end }) => text.slice(start, end));

describe('the test modules of a Rust file', () => {
  test.each([
    module,
    '#[cfg(test)] mod tests;',
    '#[allow(dead_code)]\n#[cfg(test)]\n#[rustfmt::skip]\npub(crate) mod tests {}',
    '#[cfg(all(test, feature = "x"))]\nmod tests { }',
    "#[cfg(all(unix, test))] mod unix_tests { fn f() { let b = '{'; } }",
    "#[cfg(test)] mod tests { fn f<'a>(x: &'a str) { let c = '}'; let s = \"}\\\"\"; } }",
    '#[cfg(test)] mod tests { const A: &str = r#"}"}"#; const B: &[u8] = br"\\"; /* } /* } */ */ // }\n }',
    '#[cfg(test)]\nmacro_rules! check {\n    ($a:expr) => { assert!($a); };\n}',
    '#[cfg(test)]\ncheck!(adds, [2, 3], 5);',
    '#[test]\n#[should_panic(expected = "}")]\nfn adds() -> Result<(), [u8; 2]> { Ok(()) }',
    '#[tokio::test]\nasync fn adds() {}',
    "#[cfg(test)] mod tests { const C: char = '\\u{7d}'; const D: char = '\\''; const E: u8 = b'}'; }",
  ])('are found: %j', (text) => {
    expect(textsOf(`use a::b;\n${production}\n${text}\n${production}`)).toEqual([text]);
  });

  test.each([
    '#[cfg(not(test))]\nmod real {}',
    '#[cfg(any(test, feature = "x"))]\nmod shared {}',
    '#[cfg(feature = "test")]\nmod testing {}',
    'mod tests {}',
    '// #[cfg(test)] mod tests {}',
    'const A: &str = "#[cfg(test)] mod tests {}";',
    'const A: &str = r##"#[cfg(test)] mod tests {} "# "##;',
    'macro_rules! m { () => { #[cfg(test)] mod tests {} } }',
    '#[derive(Debug)] struct A; #[cfg(unix)] mod tests {}',
    'check!(adds, 2, 3, 5);',
    '#[cfg(unix)]\nfn adds() {}',
    '#[cfg(feature = "test")] fn adds() {}',
  ])('none is in %j', (text) => {
    expect(textsOf(text)).toEqual([]);
  });

  test.each(['fn f() {', 'fn f() }', 'const A: &str = "', '/* /* */', 'const A: &str = r#"x";'])(
    'text that is cut off is not read: %j',
    (text) => {
      expect(rustTestModules(text)).toBeNull();
    },
  );
});

describe("the base's test modules in the candidate", () => {
  const newProduction = production.replace('a + b', 'b + a');

  test('take the place of changed ones', () => {
    const weakened = `${newProduction}\n${module.replace('assert_eq!(add(1, 2), 3);', '')}\n`;
    expect(withTestModulesOf(file, weakened)).toBe(`${newProduction}\n${module}\n`);
  });

  test('take the place of tests in no module, and of what a macro makes', () => {
    const tests = '#[cfg(test)]\ncheck!(adds, 2, 3, 5);\n\n#[test]\nfn twice() { assert_eq!(2, 2); }\n';
    const changed = tests.replace('3, 5', '3, -1').replace('2, 2', '2, 3');
    expect(withTestModulesOf(`${production}\n${tests}`, `${newProduction}\n${changed}`)).toBe(
      `${newProduction}\n${tests}`,
    );
  });

  test('come back where they were removed, or put out of use', () => {
    expect(withTestModulesOf(file, newProduction)).toBe(`${newProduction}\n${module}\n`);
    const unused = `${newProduction}\n${module.replace('cfg(test)', 'cfg(any())')}\n`;
    expect(withTestModulesOf(file, unused)).toBe(`${unused}\n${module}\n`);
  });

  test('are alone: a new one goes', () => {
    const added = `${production}\n#[cfg(test)]\nmod more {}\n\n${module}\n`;
    expect(withTestModulesOf(file, added)).toBe(`${production}\n\n\n${module}\n`);
  });

  test('leave the text as it is where none differs, or it can not be read', () => {
    const same = `${newProduction}\n${module}\n`;
    expect(withTestModulesOf(file, same)).toBe(same);
    expect(withTestModulesOf(file, `${module} {`)).toBe(`${module} {`);
  });
});
