import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf, walk } from './syntax-node.ts';

const functions =
  /^(function_declaration|function_expression|arrow_function|method_definition|generator_function(_declaration)?)$/;
/** Where each of these writes to a name. */
const writes: Readonly<Record<string, string>> = {
  variable_declarator: 'name',
  for_in_statement: 'left',
  assignment_expression: 'left',
  augmented_assignment_expression: 'left',
  assignment_pattern: 'left',
  object_assignment_pattern: 'left',
  required_parameter: 'pattern',
  optional_parameter: 'pattern',
};
/** Words by which a value may be what is there outside of the program. */
const reachesOut =
  /\b(?:globalThis|global|window|self|top|parent|frames|this|eval|Function|Reflect|require|import|constructor)\b/;

/** Of more in one file the rest is left as it stands, since each looks through the function around it. */
const mostAsked = 100;

/**
 * Blanks each `typeof` of a JavaScript or TypeScript file, in its text or one as long, that asks of one of the names where
 * that is the program's own: a parameter without a default, or a `const` within a function, that nothing else writes to. Such a name says no more
 * than any other that stood in its place.
 */
export function withoutOwnTypeof(file: ParsedFile, text: string, names: ReadonlySet<string>): string {
  const parts: string[] = [];
  let [at, asked] = [0, 0];
  walk(file.root, (node, parents) => {
    const operator = node.type === 'unary_expression' ? childAt(node, 'operator') : null;
    if (operator === null || textOf(file, operator) !== 'typeof') return true;
    const first = firstOf(childAt(node, 'argument'));
    const name = first?.type === 'identifier' ? textOf(file, first) : '';
    if (!names.has(name) || asked >= mostAsked) return true;
    asked += 1;
    if (!isOwn(file, name, [...parents, node])) return true;
    parts.push(text.slice(at, operator.start), ' '.repeat(operator.end - operator.start));
    at = operator.end;
    return true;
  });
  return parts.join('') + text.slice(at);
}

/** What a chain of properties begins with. */
function firstOf(node: SyntaxNode | null): SyntaxNode | null {
  const isChain = node?.type === 'member_expression' || node?.type === 'subscript_expression';
  return isChain ? firstOf(childAt(node, 'object')) : node;
}

/** `path` leads from the outermost node to the one in which the name stands. */
function isOwn(file: ParsedFile, name: string, path: readonly SyntaxNode[]): boolean {
  // Within such a statement a name may stand for a property of anything.
  if (path.some(({ type }) => type === 'with_statement')) return false;
  const isCalled = (node: SyntaxNode | null) => node?.type === 'identifier' && textOf(file, node) === name;
  const depth = path.findLastIndex((node, at) => {
    const inner = path[at + 1];
    // A parameter's default sees names of its own.
    if (isFunction(node)) return inner?.field === 'body' && parametersOf(node).some(isCalled);
    return constantsAround(file, node, inner).some(isCalled) && path.slice(0, at).some(isFunction);
  });
  const scope = path[depth];
  if (scope === undefined) return false;
  const written = writtenIn(file, scope, name);
  const isConstant = !isFunction(scope);
  return written.length === (isConstant ? 1 : 0) && written.every((value) => !reachesOut.test(value));
}

const isFunction = ({ type }: SyntaxNode): boolean => functions.test(type);

/** The parameters of a function, without those that have a default or are taken out of another value. */
function parametersOf(node: SyntaxNode): (SyntaxNode | null)[] {
  const list = childAt(node, 'parameters');
  const all = list === null ? [childAt(node, 'parameter')] : contentsOf(list);
  return all.map((one) => {
    const isTyped = one?.type === 'required_parameter' || one?.type === 'optional_parameter';
    return one !== null && isTyped && childAt(one, 'value') === null ? childAt(one, 'pattern') : one;
  });
}

/** What is declared by `const` for a node's part `inner`. */
function constantsAround(
  file: ParsedFile,
  node: SyntaxNode,
  inner: SyntaxNode | undefined,
): (SyntaxNode | null)[] {
  if (node.type === 'for_in_statement') {
    const kind = childAt(node, 'kind');
    const isConstant = inner?.field === 'body' && kind !== null && textOf(file, kind) === 'const';
    return isConstant ? [childAt(node, 'left')] : [];
  }
  if (node.type !== 'statement_block') return [];
  return contentsOf(node)
    .filter((one) => one.type === 'lexical_declaration' && /^const\b/.test(textOf(file, one)))
    .flatMap((one) => contentsOf(one).map((declarator) => childAt(declarator, 'name')));
}

/** The texts of all by which a name, or something of it, is written in a scope. */
function writtenIn(file: ParsedFile, scope: SyntaxNode, name: string): string[] {
  const found: string[] = [];
  walk(scope, (node) => {
    const place = writes[node.type];
    const isPlain = place === 'pattern' && childAt(node, 'value') === null;
    const target = place === undefined || isPlain ? null : childAt(node, place);
    if (target !== null && namesIn(textOf(file, target)).includes(name)) {
      const body = childAt(node, 'body');
      found.push(file.text.slice(node.start, body?.start ?? node.end));
    }
    return true;
  });
  return found;
}

const namesIn = (text: string): readonly string[] => text.match(/[\w$]+/g) ?? [];
