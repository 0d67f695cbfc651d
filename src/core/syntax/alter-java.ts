import { alterStatements, type StatementDialect } from './alter-statements.ts';
import type { AlteredFile, TestNames } from './altered-test.ts';
import type { OtherValues } from './other-value.ts';
import { childAt, type ParsedFile, type SyntaxNode, textOf } from './syntax-node.ts';

/** A method of JUnit 3, 4 or 5, or of TestNG; its parameters may stand behind its name. */
function testOf(file: ParsedFile, node: SyntaxNode, parents: readonly SyntaxNode[]): TestNames[] | null {
  if (node.type !== 'method_declaration') return null;
  const name = textOf(file, childAt(node, 'name') ?? node);
  const modifiers = node.children.find(({ type }) => type === 'modifiers');
  const said = modifiers === undefined ? '' : textOf(file, modifiers);
  if (!/@(org\.\w+\.)*(\w*Test)\b/.test(said) && !/^test[A-Z_]/.test(name)) return null;
  const classes = parents.filter(({ type }) => type === 'class_declaration').slice(1);
  const around = classes.map((one) => [textOf(file, childAt(one, 'name') ?? one)]);
  return [[name], ...['(', '{', '['].map((sign) => [`${name}${sign}`, ''])].map((pattern) => [
    ...around,
    pattern,
  ]);
}

const java: StatementDialect = {
  testOf,
  calledBy: (file, node) =>
    node.type === 'method_invocation' ? textOf(file, childAt(node, 'name') ?? node) : null,
  equality: /^assert(Equals|Same|ArrayEquals|IterableEquals)$/,
  expecting: /^(isEqualTo|isSameAs|hasSize|contains|equalTo|is|hasMessage)$/,
  truth: /^assert(True|False)$/,
  numbers: /^decimal_(integer|floating_point)_literal$/,
  texts: /^string_literal$/,
  failure: 'if (1 != 2) throw new AssertionError("1 is not 2");',
  ends: /^(throw|while|for|do|try|switch|synchronized|labeled|if|try_with_resources)_?\w*statement$|switch/,
  functions: /^(lambda_expression|class_body|class_declaration|method_declaration)$/,
};

/** Makes every test of a Java file one that must fail. */
export const alterJava = (file: ParsedFile, values: OtherValues): AlteredFile =>
  alterStatements(file, values, java);
