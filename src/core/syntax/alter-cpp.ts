import { alterMain } from './alter-main.ts';
import { alterStatements, type StatementDialect } from './alter-statements.ts';
import type { AlteredFile, TestNames } from './altered-test.ts';
import { cppMarks } from './checker-marks.ts';
import type { OtherValues } from './other-value.ts';
import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf } from './syntax-node.ts';

/** `TEST(Suite, Name) { ... }`, which reads as a function without a type. */
function testOf(file: ParsedFile, node: SyntaxNode): TestNames[] | null {
  const declarator = node.type === 'function_definition' ? childAt(node, 'declarator') : null;
  if (declarator === null || childAt(node, 'type') !== null) return null;
  const macro = textOf(file, childAt(declarator, 'declarator') ?? declarator);
  const [suite, name] = contentsOf(childAt(declarator, 'parameters') ?? declarator).map((one) =>
    textOf(file, one),
  );
  if (!/^(TYPED_)?TEST(_[FP])?$/.test(macro) || suite === undefined || name === undefined) return null;
  // Values and types stand around suite and name.
  return [
    [[suite], [name]],
    [
      ['', `/${suite}`],
      [`${name}/`, ''],
    ],
    [[`${suite}/`, ''], [name]],
  ];
}

const cpp: StatementDialect = {
  testOf,
  calledBy: (file, node) =>
    node.type === 'call_expression' ? textOf(file, childAt(node, 'function') ?? node) : null,
  equality: /^(EXPECT|ASSERT)_(EQ|STREQ|FLOAT_EQ|DOUBLE_EQ|NEAR)$/,
  expecting: /^(Eq|StrEq|DoubleEq|FloatEq)$/,
  truth: /^(EXPECT|ASSERT)_(TRUE|FALSE)$/,
  numbers: /^number_literal$/,
  texts: /^string_literal$/,
  failure: 'ADD_FAILURE() << "1 is not 2";',
  ends: /^never$/,
  functions: /^(lambda_expression|class_specifier|struct_specifier)$/,
};

/** Makes every test of GoogleTest in a C++ file one that must fail, else a file that is a test program of its own. */
export function alterCpp(file: ParsedFile, values: OtherValues, path: string): AlteredFile {
  const altered = alterStatements(file, values, cpp);
  const { text, tests } = altered.tests.length > 0 ? altered : alterMain(file, values, path);
  return { text: text === file.text ? text : cppMarks + text, tests };
}
