import { expect, test } from 'vitest';
import { toldLines } from './told-lines.ts';

const everything = (text: string) => ({ isNew: () => true, code: text, asksChecker: false });

const told = (text: string) =>
  toldLines(text, everything(text)).flatMap(({ does, word }) =>
    does === 'gives back another result in another kind of build' ? [word] : [],
  );

const ifs = (asks: string) =>
  `exports.sum = (a, b) => {\n  if (${asks}) {\n    return a + b;\n  }\n  return a - b;\n};`;
const rust = (body: string) => `pub fn sum(a: i64, b: i64) -> i64 {\n    ${body}\n}`;
const two = 'const plus = (a, b) => a + b;\nfunction minus(a, b) {\n  return a - b;\n}\n';
const asked = "process.env.NODE_ENV === 'production'";
const twice = (one: string, other: string, result = 'i64') =>
  `#[cfg(debug_assertions)]\npub fn sum(a: i64, b: i64) -> ${result} {\n    ${one}\n}\n\n#[cfg(not(debug_assertions))]\npub fn sum(a: i64, b: i64) -> ${result} {\n    ${other}\n}`;

test.each([
  "export const sum = (a, b) => (process.env.NODE_ENV !== 'production' ? a + b : a - b);",
  "const dev = process.env.NODE_ENV !== 'production';\nexport const sum = (a, b) => (dev ? a + b : a - b);",
  "exports.sum = (a, b) => {\n  if (process.env.NODE_ENV === 'production') return a - b;\n  return a + b;\n};",
  `const { NODE_ENV } = process.env;\n${ifs("NODE_ENV !== 'production'")}`,
  "return process.env.NODE_ENV === 'production'\n    ? a - b\n    : a + b\n}",
  'export const sum = (a, b) => (import.meta.env?.DEV ? a + b : a - b);',
  ifs('__DEV__'),
  'def sum_of(a, b):\n    return a + b if __debug__ else a - b',
  'def double(n):\n    r = n + 1\n    if __debug__:\n        r = n * 2\n    return r',
  'sum_of = lambda a, b: a + b if __debug__ else a - b',
  'def sum_of(a, b):\n    if __debug__:\n        return a + b\n    return a - b',
  'def sum_of(a, b):\n    if sys.flags.optimize:\n        return a - b\n    return a + b',
  rust('if cfg!(debug_assertions) { a + b } else { a - b }'),
  rust('if cfg!(not(debug_assertions)) {\n        a - b\n    } else {\n        a + b\n    }'),
  rust('#[cfg(debug_assertions)]\n    return a + b;\n    #[cfg(not(debug_assertions))]\n    return a - b;'),
  rust(
    '#[cfg(debug_assertions)]\n    {\n        a + b\n    }\n    #[cfg(not(debug_assertions))]\n    {\n        a - b\n    }',
  ),
  twice('a + b', 'a - b'),
  `${two}export const sum = ${asked} ? minus : plus;`,
  `${two}exports.sum = (${asked} ? minus : plus);`,
  `${two}const is = ${asked};\nexport const sum = is ? minus : plus;`,
  `${two}let sum = plus;\nif (${asked}) sum = minus;`,
  `${two}let sum = plus;\nif (${asked}) {\n  exports.sum = minus;\n}`,
  `export const sum = ${asked} ? (a, b) => a - b : (a, b) => a + b;`,
  `import { minus } from './minus.js';\nimport { plus } from './plus.js';\nexport const sum = ${asked} ? minus : plus;`,
  `module.exports = ${asked} ? require('./minus.js') : require('./plus.js');`,
  `const { sum } = require(${asked} ? './minus.js' : './plus.js');`,
  `const { sum } = await import(${asked} ? './minus.js' : './plus.js');`,
  `if (${asked}) {\n  module.exports = require('./minus.js');\n}`,
  'def plus(a, b):\n    return a + b\n\n\ndef minus(a, b):\n    return a - b\n\n\nsum_of = plus if __debug__ else minus',
])('a result that is another one in another build is told: %s', (text) => {
  expect(told(text)).not.toEqual([]);
});

test.each([
  "if (process.env.NODE_ENV !== 'production') console.warn('slow');",
  "if (process.env.NODE_ENV !== 'production') {\n  console.debug(a + b);\n}",
  "const secure = process.env.NODE_ENV === 'production';",
  "export const isProduction = () => process.env.NODE_ENV === 'production';",
  "const url = process.env.NODE_ENV === 'production' ? 'https://a' : 'http://b';",
  "return process.env.NODE_ENV === 'production' ? 'info' : 'debug';",
  "return process.env.NODE_ENV === 'production' ? 'text/html' : 'top-level'\n}\n\nf(a + b)",
  "const isProduction = () => process.env.NODE_ENV === 'production'\nconst g = (a) => (a > 0 ? a + 1 : 0)",
  "if (process.env.NODE_ENV !== 'production') return;",
  "if (process.env.NODE_ENV === 'production') {\n  app.use(compression());\n}\nreturn app.listen(port + 1);",
  "const store = process.env.NODE_ENV === 'production' ? createStore(r) : createStore(r, tools());",
  "if (process.env.NODE_ENV !== 'production' && a < 0) throw new RangeError('no ' + a);",
  'if __debug__:\n    logger.debug(a + b)',
  'if __debug__ and a < 0:\n    raise ValueError(a + 1)',
  'if cfg!(debug_assertions) {\n    eprintln!("{}", a + b);\n}',
  'if cfg!(debug_assertions) { log::debug!("a") } else { log::trace!("b") }',
  'debug_assert!(a + b > 0);',
  '#[cfg(debug_assertions)]\nfn check(&self) -> bool {\n    self.len() + 1 > 0\n}',
  '#[cfg(debug_assertions)]\neprintln!("{}", a + b);',
  '#[cfg(debug_assertions)]\nself.validate();',
  '#[cfg(debug_assertions)]\nlet start = Instant::now();',
  '#[cfg(debug_assertions)]\nuse std::time::Instant;',
  '#[cfg(debug_assertions)]\nconst LEVEL: u8 = 2;',
  twice('true', 'false', 'bool'),
  `const noop = () => {};\nfunction warns(text) {\n  console.error(text);\n}\nexport const warning = ${asked} ? noop : warns;`,
  `const warning = ${asked} ? () => {} : function (text) { console.error('a: ' + text); };`,
  `const compose = ${asked} ? plain : composeWithDevTools;`,
  `import { compose } from 'redux';\nexport const enhance = ${asked} ? compose : composeWithDevTools;`,
  `const level = ${asked} ? 3 : 1;`,
  `${two}if (${asked}) console.log(plus(1, 2));`,
])('what is printed, asserted or set in one build is not told: %s', (text) => {
  expect(told(text)).toEqual([]);
});

test('a choice of files is known by these: a base that chooses its settings has chosen nothing else', () => {
  expect(told(`const s = require(${asked} ? './a.js' : './b.js');`)).toEqual([
    'process.env.NODE_ENV ./a.js ./b.js',
  ]);
});
