/** A node of a parsed file, as plain data: all named nodes, and of the others those that a field names (an operator). */
export interface SyntaxNode {
  type: string;
  /** Where it begins and ends in the text, in UTF-16 code units. */
  start: number;
  end: number;
  /** What it is to its parent; '' where the grammar gives no name. */
  field: string;
  children: readonly SyntaxNode[];
}

/** A file and its tree. */
export interface ParsedFile {
  text: string;
  root: SyntaxNode;
}

export const textOf = ({ text }: ParsedFile, { start, end }: SyntaxNode): string => text.slice(start, end);

export const childAt = ({ children }: SyntaxNode, field: string): SyntaxNode | null =>
  children.find((child) => child.field === field) ?? null;

/** What stands in a node without comments, which may stand anywhere. */
export const contentsOf = ({ children }: SyntaxNode): SyntaxNode[] =>
  children.filter(({ type }) => !type.endsWith('comment'));

/** Visits a node and what is in it, outermost first; where `visit` says false, what is in that node is passed over. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => boolean) {
  const parents: SyntaxNode[] = [];
  const go = (at: SyntaxNode) => {
    if (!visit(at, parents)) return;
    parents.push(at);
    for (const child of at.children) go(child);
    parents.pop();
  };
  go(node);
}
