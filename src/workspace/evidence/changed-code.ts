import type { LineRange } from '../../core/evidence/line-range.ts';
import type { Protection } from '../../core/protected/protection.ts';
import { withoutRustTests } from '../../core/protected/rust-tests.ts';
import { codeText, functionNodes, functionsAt } from '../../core/syntax/function-bodies.ts';
import { languageOf } from '../../core/syntax/language.ts';
import type { ChangedCode } from '../../ports/measured-trees.ts';
import type { TreeId } from '../../ports/view.ts';
import type { ParseText } from '../../system/syntax-parser.ts';
import { absentMode, isRegularFile, listChanges } from '../git/index-file.ts';
import { textPath } from '../git/path-bytes.ts';
import { addedLines } from '../git/tree-diff.ts';
import { type Run, runPlace } from '../home/run-home.ts';
import { mutantTrees, type OwnFunction } from './function-trees.ts';
import { classifyFor } from './protected-files.ts';
import { decodeText, openTreeTexts } from './tree-texts.ts';

/** A larger file is data. */
const longestText = 1024 * 1024;
/** What a person reads, or what only shows that it is there. */
const noCode = /(^|\/)[^./]+$|\.(md|txt|rst|adoc|log|done|marker)$|(^|\/)\.[\w-]+$/i;

/** Whether the tree's program does anything else than the base's, and the functions that it changes. */
export async function changedCode(
  run: Run,
  tree: TreeId,
  protection: Protection,
  parse: ParseText,
): Promise<ChangedCode> {
  const place = runPlace(run);
  const { baseTree } = run.record;
  const changes = await listChanges(place, baseTree, tree);
  const [base, candidate] = [await openTreeTexts(place, baseTree), await openTreeTexts(place, tree)];
  const classify = await classifyFor(
    { place, tree: baseTree, texts: base, changes },
    { ...protection, allowed: [] },
  );
  const program = changes.filter(({ path }) => classify(textPath(path)) === null);
  const paths = program.map(({ path }) => path);
  const [old, found] = [await base.read(paths), await candidate.read(paths)];
  const functions: LineRange[] = [];
  const own: OwnFunction[] = [];
  const before = [...old.values()].map((bytes) => decodeText(bytes) ?? '').join('\n');
  const isThere = partsOf(before);
  let hasCode = false;
  for (const { path, before, after } of program) {
    const name = textPath(path);
    const grammar = languageOf(name)?.grammar;
    const [earlier, later] = [decodeText(old.get(path) ?? ''), decodeText(found.get(path) ?? '')];
    const isText = earlier !== null && later !== null && later.length <= longestText;
    // Tests stand within the program in Rust, and are none of it.
    const ownOf = grammar === 'rust' ? withoutRustTests : (text: string) => text;
    const files =
      grammar && isText ? [await parse(grammar, ownOf(earlier)), await parse(grammar, ownOf(later))] : [];
    const [was, is] = files;
    if (!grammar || !was || !is) {
      hasCode ||= !noCode.test(name) && (later ?? 'code').trim() !== '';
      continue;
    }
    if (codeText(was) === codeText(is)) continue;
    hasCode = true;
    if (!isRegularFile(after.mode)) continue;
    const lines = await addedLines(
      place,
      before.mode === absentMode ? null : before.objectId,
      after.objectId,
    );
    for (const { node, body, from, to } of functionsAt(functionNodes(grammar, is) ?? [], lines)) {
      functions.push({ path: name, from, to });
      // What only stands elsewhere now does what it did.
      if (isThere.code(is.text.slice(node.start, node.end))) continue;
      own.push({
        path: name,
        from,
        to,
        isNew: !isThere.name(is.text.slice(lineStart(is.text, node.start), body.start)),
      });
    }
  }
  return { hasCode, functions, mutants: await mutantTrees(run, tree, own, parse) };
}

const lineStart = (text: string, at: number) => text.lastIndexOf('\n', at - 1) + 1;

/** Tells of code, and of the name that a function's first line gives it, whether it stands in a text. */
function partsOf(text: string): { code: (part: string) => boolean; name: (line: string) => boolean } {
  const squeezed = text.replaceAll(/\s+/g, '');
  const words = new Set(text.match(/[\w$]+/g));
  return {
    code: (part) => squeezed.includes(part.replaceAll(/\s+/g, '')),
    name: (line) => words.has(functionName(line)),
  };
}

const keywords =
  /^(?:export|default|const|let|var|function|async|def|func|fn|pub|static|public|private|protected|final|override|get|set|unsafe|extern|crate|readonly|abstract)$/;

/** The first word that is no keyword, behind the receiver of a method of Go; '' where it has none. */
function functionName(line: string): string {
  const named = line.replace(/^(\s*func\s*)\([^)]*\)/, '$1');
  const [head = ''] = named.split(/[(=:<]/);
  return head.match(/[\w$]+/g)?.findLast((word) => !keywords.test(word)) ?? '';
}
