import { alterStatements, type StatementDialect } from './alter-statements.ts';
import type { AlteredFile, TestNames } from './altered-test.ts';
import type { OtherValues } from './other-value.ts';
import { childAt, type ParsedFile, type SyntaxNode, textOf } from './syntax-node.ts';

/** A method of xUnit, NUnit or MSTest; its parameters stand behind its name, its name space before its class. */
function testOf(file: ParsedFile, node: SyntaxNode, parents: readonly SyntaxNode[]): TestNames[] | null {
  if (node.type !== 'method_declaration') return null;
  const said = node.children.filter(({ type }) => type === 'attribute_list').map((one) => textOf(file, one));
  const isTest = /\b(Fact|Theory|Test|TestCase|TestMethod|DataTestMethod)\b/.test(said.join(' '));
  const around = parents.findLast(({ type }) => type === 'class_declaration');
  if (!isTest || around === undefined) return null;
  const name = textOf(file, childAt(node, 'name') ?? node);
  const classes = textOf(file, childAt(around, 'name') ?? around);
  return [[name], [`${name}(`, '']].flatMap((pattern) => [
    [[classes], pattern],
    [['', `.${classes}`], pattern],
  ]);
}

const csharp: StatementDialect = {
  testOf,
  calledBy(file, node) {
    const called = node.type === 'invocation_expression' ? childAt(node, 'function') : null;
    return called === null ? null : textOf(file, childAt(called, 'name') ?? called);
  },
  equality: /^(Equal|AreEqual|StrictEqual|AreSame)$/,
  expecting: /^(EqualTo|Be|HaveCount|ShouldBe)$/,
  truth: /^(True|False|IsTrue|IsFalse)$/,
  numbers: /^(integer|real)_literal$/,
  texts: /^string_literal$/,
  failure: 'if (1 != 2) throw new System.Exception("1 is not 2");',
  ends: /^(throw|while|for|do|try|switch|lock|using|if)_?\w*statement$/,
  functions: /^(lambda_expression|anonymous_method_expression|local_function_statement|class_declaration)$/,
};

/** Makes every test of a C# file one that must fail. */
export const alterCsharp = (file: ParsedFile, values: OtherValues): AlteredFile =>
  alterStatements(file, values, csharp);
