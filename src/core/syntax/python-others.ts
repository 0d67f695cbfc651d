import type { OtherValues } from './other-value.ts';
import { otherNumber } from './other-value.ts';
import { contentsOf, type ParsedFile, type SyntaxNode, textOf } from './syntax-node.ts';

/**
 * Values that differ from a container of literals in one respect: its order, its length or one of its parts. What is equal
 * to one of them compares less than was asked for. Empty for what is no such container.
 */
export function nearbyValues(file: ParsedFile, node: SyntaxNode, values: OtherValues): string[] {
  const text = textOf(file, node);
  if (!/^(list|tuple|dictionary)$/.test(node.type) || !isPlain(file, node)) return [];
  const parts = contentsOf(node);
  const written = (some: readonly string[]) => {
    if (node.type === 'list') return `[${some.join(', ')}]`;
    return node.type === 'dictionary'
      ? `{${some.join(', ')}}`
      : `(${some.map((one) => `${one}, `).join('')})`;
  };
  const texts = parts.map((part) => textOf(file, part));
  const found = [`(${text}, '${values.word()}')`, otherPart(file, node, values)];
  const last = parts.at(-1);
  // A counter takes what is not there for nothing.
  if (last !== undefined && !/:\s*(0|0\.0|False|None|""|''|\[\]|\{\}|\(\))$/.test(textOf(file, last)))
    found.push(written(texts.slice(0, -1)));
  const at = texts.findIndex((one, index) => index > 0 && one !== texts[index - 1]);
  if (node.type !== 'dictionary' && at > 0)
    found.push(
      written([...texts.slice(0, at - 1), texts[at] ?? '', texts[at - 1] ?? '', ...texts.slice(at + 1)]),
    );
  return found.filter((one) => one !== null);
}

/** A neighbour of a number that no type of low precision takes for it; null for any other text. */
export function neighbour(text: string, values: OtherValues): string | null {
  if (!/^\d{1,6}$/.test(text)) return null;
  return String(text === '0' || values.number(2) === 1 ? Number(text) + 1 : Number(text) - 1);
}

/** Whether all of it is written out, so that it can be written again. */
function isPlain(file: ParsedFile, node: SyntaxNode): boolean {
  if (/^(integer|float|true|false|none)$/.test(node.type)) return true;
  if (node.type === 'string') return /^(["'])(?!\1\1)/.test(textOf(file, node));
  if (node.type === 'unary_operator')
    return contentsOf(node).every((one) => one.field === 'operator' || isPlain(file, one));
  return (
    /^(list|tuple|dictionary|pair)$/.test(node.type) && contentsOf(node).every((one) => isPlain(file, one))
  );
}

/** The literal with one number or text in it changed; null where it holds none. */
function otherPart(file: ParsedFile, node: SyntaxNode, values: OtherValues): string | null {
  const leaves: SyntaxNode[] = [];
  const collect = (one: SyntaxNode) => {
    if (one.type === 'integer' || one.type === 'string') leaves.push(one);
    else for (const part of contentsOf(one)) if (part.field !== 'key') collect(part);
  };
  collect(node);
  const leaf = leaves[values.number(Math.max(leaves.length, 1)) - 1];
  if (leaf === undefined) return null;
  const text = textOf(file, leaf);
  const other =
    leaf.type === 'integer'
      ? otherNumber(text, values)
      : `${text.slice(0, -1)}${values.word()}${text.slice(-1)}`;
  const before = file.text.slice(node.start, leaf.start);
  return other === null ? null : `${before}${other}${file.text.slice(leaf.end, node.end)}`;
}
