import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { AlterationPlan } from '../../core/evidence/alteration.ts';
import type { TreeId } from '../../ports/view.ts';
import { createSyntaxParser, type ParseText } from '../../system/syntax-parser.ts';
import { contentOf, makeRepository, startTestRun } from '../testing.ts';
import { changeTree } from './testing.ts';

const parse = createSyntaxParser(resolve('node_modules/@vscode/tree-sitter-wasm/wasm'));

const testFile = (result: number) =>
  `import assert from 'node:assert/strict';\nimport test from 'node:test';\ntest('adds', () => { assert.equal(sum(2, 3), ${result}); });\n`;

const planOf = (seed: string): AlterationPlan => ({
  seed,
  places: ['a.test.mjs', 'b.test.mjs', 'none.test.mjs'].map((path) => ({
    ...{ path, holds: 'a file', name: path, asked: ['adds'] },
  })),
});

/** A run, and how it alters a tree; says each time how many files were parsed for that. */
async function alteringRun() {
  const run = await startTestRun(
    await makeRepository({
      'a.test.mjs': testFile(5),
      'b.test.mjs': testFile(5),
      'none.test.mjs': '// none\n',
      'sum.mjs': 'wrong\n',
    }),
  );
  let parsed = 0;
  const counting: ParseText = (grammar, text) => {
    parsed += 1;
    return parse(grammar, text);
  };
  const alter = async (tree: TreeId, seed = 'seed') => {
    parsed = 0;
    const altered = await run.workspace.alteredTree(tree, planOf(seed), counting);
    return { ...altered, parsed };
  };
  return { run, alter };
}

test('files that were altered for one tree are the same in another one, without being parsed again', async () => {
  const { run, alter } = await alteringRun();
  const first = await alter(run.workspace.baseTree);
  expect(first).toMatchObject({ parsed: 3, alteration: { files: 2 } });
  const again = await alter(run.workspace.baseTree);
  expect(again).toEqual({ ...first, parsed: 0 });

  const mended = await alter(await changeTree(run, run.workspace.baseTree, { 'sum.mjs': 'right\n' }));
  expect(mended).toMatchObject({ parsed: 0, alteration: first.alteration });
  expect(contentOf(run, mended.tree, 'sum.mjs')).toBe('right\n');
  expect(contentOf(run, mended.tree, 'a.test.mjs')).toBe(contentOf(run, first.tree, 'a.test.mjs'));
  expect(contentOf(run, mended.tree, 'a.test.mjs')).not.toContain('sum(2, 3), 5)');
  expect(first.alteration?.tests).toEqual(['a.test.mjs > adds', 'b.test.mjs > adds']);
});

test('what has other content, or another seed, is altered anew', async () => {
  const { run, alter } = await alteringRun();
  const { baseTree } = run.workspace;
  const first = await alter(baseTree);
  const other = await alter(await changeTree(run, baseTree, { 'a.test.mjs': testFile(6) }));
  expect(other.parsed).toBe(1);
  expect(contentOf(run, other.tree, 'a.test.mjs')).not.toBe(contentOf(run, first.tree, 'a.test.mjs'));
  const drawn = await alter(baseTree, 'other');
  expect(drawn.parsed).toBe(3);
  expect(contentOf(run, drawn.tree, 'a.test.mjs')).not.toBe(contentOf(run, first.tree, 'a.test.mjs'));
});
