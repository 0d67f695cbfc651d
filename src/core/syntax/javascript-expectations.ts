import { type ChainLink, chainOf } from './javascript-calls.ts';
import { type Given, instead, matchers, methods, states } from './javascript-matchers.ts';
import type { ScriptNames } from './javascript-names.ts';
import type { SyntaxNode } from './syntax-node.ts';
import type { TextEdit } from './text-edit.ts';

/** An assertion that must throw now, whatever is asserted. */
export interface OtherExpectation {
  edits: readonly TextEdit[];
  /** It throws only once it is awaited. */
  isLater: boolean;
}

/** The call with other expectations; null for what is no assertion, or none that is known. */
export function otherExpectation(
  given: Given,
  names: ScriptNames,
  expression: SyntaxNode,
): OtherExpectation | null {
  if (expression.type !== 'call_expression' && expression.type !== 'member_expression') return null;
  const chain = chainOf(given.file, expression);
  const [first] = chain ?? [];
  if (chain === null || first === undefined) return null;
  return ofExpect(given, chain) ?? ofAssert(given, names, chain);
}

function ofAssert(given: Given, names: ScriptNames, chain: readonly ChainLink[]): OtherExpectation | null {
  const [first, ...rest] = chain;
  const last = chain.at(-1);
  if (first === undefined || last?.call == null) return null;
  const alias = names.functions.get(first.name);
  const isAssertion = names.assertions.has(first.name) || rest[0]?.name === 'assert';
  if (!isAssertion && (alias === undefined || rest.length > 0)) return null;
  if (rest.some(({ call }) => call !== null && call !== last.call)) return null;
  const name = alias ?? (rest.length === 0 || rest.at(-1)?.name === 'assert' ? 'ok' : last.name);
  const edits = Object.hasOwn(methods, name) ? (methods[name]?.(given, last.call) ?? null) : null;
  return edits === null ? null : { edits, isLater: /rejects?$/i.test(name) };
}

function ofExpect(given: Given, chain: readonly ChainLink[]): OtherExpectation | null {
  const [first, ...rest] = chain;
  const last = rest.at(-1);
  if (first?.name !== 'expect' || first.call === null || last === undefined) return null;
  const between = rest.slice(0, -1);
  if (between.some(({ call }) => call !== null)) return null;
  const modifiers = between.map(({ name }) => name);
  const isLater = modifiers.some((name) => /^(resolves|rejects|eventually)$/.test(name));
  const negation = between.find(({ name }) => name === 'not');
  const isKnown = Object.hasOwn(matchers, last.name) || Object.hasOwn(states, last.name);
  if (negation !== undefined) {
    // The opposite of one that holds does not.
    const { start, end } = negation.node;
    return isKnown ? { edits: [{ start: start - 1, end, text: '' }], isLater } : null;
  }
  if (Object.hasOwn(states, last.name) && !isLater) {
    const edits = instead(0, states[last.name] ?? '')(given, first.call);
    return edits === null ? null : { edits, isLater };
  }
  if (last.call === null || !Object.hasOwn(matchers, last.name)) return null;
  const edits = matchers[last.name]?.(given, last.call) ?? null;
  return edits === null ? null : { edits, isLater };
}
