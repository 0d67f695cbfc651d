import { childAt, contentsOf, type ParsedFile, type SyntaxNode, textOf } from './syntax-node.ts';

/** One link of `a.b(c).d(e)`: a name, and the arguments where it is called. */
export interface ChainLink {
  name: string;
  /** The node of the name. */
  node: SyntaxNode;
  /** Null where it is not called. */
  call: SyntaxNode | null;
}

/** The links of an expression that begins with a name, first one first; null for any other expression. */
export function chainOf(file: ParsedFile, expression: SyntaxNode): ChainLink[] | null {
  switch (expression.type) {
    case 'identifier':
      return [{ name: textOf(file, expression), node: expression, call: null }];
    case 'member_expression': {
      const [object, property] = [childAt(expression, 'object'), childAt(expression, 'property')];
      const before = object === null ? null : chainOf(file, object);
      if (before === null || property === null) return null;
      return [...before, { name: textOf(file, property), node: property, call: null }];
    }
    case 'call_expression': {
      const [called, call] = [childAt(expression, 'function'), childAt(expression, 'arguments')];
      const before = called === null ? null : chainOf(file, called);
      const last = before?.at(-1);
      // `test.each(table)(...)` calls what a call has given.
      if (!before || !last || call === null) return null;
      return [...before.slice(0, -1), { ...last, call }];
    }
    default:
      return null;
  }
}

export function argumentsOf(call: SyntaxNode | null): SyntaxNode[] {
  return call === null || call.type !== 'arguments' ? [] : contentsOf(call);
}
