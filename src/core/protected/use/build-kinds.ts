import { isCalculation } from './calculations.ts';
import { otherFunctions } from './other-functions.ts';
import { armsInPython, armsOf } from './result-arms.ts';

/** By what a program knows how it was built, or where it is used. */
const builds = [
  String.raw`process\.env\s*(?:\?\.|\.|\[\s*["'])\s*(?:NODE_ENV)`,
  String.raw`import\.meta\.env\??\.(?:DEV|PROD|MODE)\b`,
  '__DEV__',
  '__debug__',
  String.raw`sys\.flags\.(?:optimize|dev_mode)\b`,
  String.raw`cfg!\s*\(\s*(?:not\s*\(\s*)?(?:debug_assertions|panic\b|overflow_checks)`,
].join('|');
const attribute = /^\s*#\[cfg\(\s*(?:not\(\s*)?debug_assertions/;
/** By what it knows who has started it, and with what around it. */
const surroundings = [
  String.raw`\bisatty\s*\(|\bisTTY\b|\bis_terminal\s*\(|\bIsTerminal\s*\(`,
  String.raw`\blogging\.(?:getLogger\s*\(\s*\)|root)\.handlers\b`,
  String.raw`\bwarnings\.filters\b`,
  String.raw`\bsys\.argv\s*\[\s*0\s*\]|\bprocess\.argv\s*\[\s*1\s*\]|(?<!["'])\b__main__\b`,
  String.raw`\b(?:getmtime|getctime|stat(?:Sync)?)\s*\(\s*(?:__file__|__filename)\b`,
  String.raw`\bos\.environ\b|\bprocess\.env\b|\bos\.(?:Getenv|LookupEnv|getenv)\s*\(|\benv::(?:var|var_os|args|args_os)\s*\(`,
  String.raw`\b(?:current|main)_thread\s*\(|\bisMainThread\b`,
  String.raw`\bos\.Args\b|\bflag\.(?:CommandLine\.)?(?:NFlag|Parsed|Lookup|Name)\s*\(|\bflag\.CommandLine\b`,
  String.raw`\bprocess\.(?:ppid|uptime\s*\()|\bos\.getppid\s*\(`,
].join('|');

/** A longer one was written by no person. */
const longestLine = 2000;

/** What is computed out of something: a constant that is another one in each build is a setting. */
const isComputed = (text: string) =>
  /[\w)\]]\s*(?:[-+*/%]|\*\*|<<|>>)\s*[\w(]|[\w\])]\s*\(/.test(
    text.replaceAll(/(["'])(?:\\.|(?!\1).)*\1/g, '""'),
  );
/** What only tells somebody about it. */
const tells =
  /\b(?:console|log|logger|logging|log|tracing|warnings|debug)\s*(?:\.|::)\s*\w+!?\s*\(|\b(?:e?print(?:ln)?|dbg|trace|debug|info|warn|error|panic|assert\w*|debug_assert\w*)!?\s*\(|^\s*(?:throw|raise|assert)\b/;

/**
 * Says of the lines of a program's text by what word one of them gives back another result in another kind of build, or
 * where it is used otherwise; null for a line that does not. What such a line only prints, asserts or sets is free.
 */
export function buildChoices(text: string): (index: number) => Choice | null {
  const lines = text.split('\n');
  const choice = choicesBy(text, builds, (values) => isComputed(values.join(';')));
  return (index) => {
    const line = lines[index] ?? '';
    if (line.length > longestLine || !attribute.test(line)) return choice(index);
    const word = ofAttribute(lines, index);
    return word === null ? null : { word, files: null };
  };
}

/** The same of a result that is calculated otherwise in other surroundings: on a terminal, or by another program's start. */
export const surroundingChoices = (text: string): ((index: number) => Choice | null) =>
  choicesBy(text, surroundings, isCalculation);

/** What decides on a result. */
export interface Choice {
  word: string;
  /** Where it is other files that are chosen: one of these must calculate for it to matter. */
  files: readonly string[] | null;
}

/** Whether values of which one is given back are results, and no settings. */
type Decides = (values: readonly string[]) => boolean;

function choicesBy(text: string, kinds: string, decides: Decides): (index: number) => Choice | null {
  const lines = text.split('\n');
  const kind = new RegExp(`(${kinds})`);
  if (!kind.test(text) && text.search(taken) === -1) return () => null;
  const chosen = otherFunctions(text);
  const given = new RegExp(
    String.raw`^\s*(?:export\s+)?(?:(?:const|let|var|static)\s+)?(\w+)(?:\s*:[^=\n]*)?\s*=(?![=>])(?:(?!=>|\blambda\b)[^\n])*(?:${kinds})`,
    'gm',
  );
  const names = [...text.matchAll(given), ...(kinds === builds ? text.matchAll(taken) : [])].map(
    ([, name = '']) => name,
  );
  const isAsked = new RegExp(`(${[kinds, ...names.map((name) => String.raw`\b${name}\b`)].join('|')})`);
  return (index) => {
    const line = lines[index] ?? '';
    if (line.length > longestLine) return null;
    const found = kind.exec(line) ?? isAsked.exec(line);
    if (found === null) return null;
    const word = kind.exec(line)?.[1] ?? kind.exec(text)?.[1] ?? found[0];
    const after = lines
      .slice(index, index + 4)
      .join('\n')
      .slice(0, 2 * longestLine);
    const at = found.index + found[0].length;
    if (givesBack(after, at, decides)) return { word, files: null };
    const files = chosen(after, at);
    if (files === null || files.length === 0) return files === null ? null : { word, files: null };
    // Another driver or another system's file by the environment is a setting. A base that chooses other files has not done this.
    return kinds === builds ? { word: `${word} ${files.join(' ')}`, files } : null;
  };
}

const taken = /\{[^{}\n]*\b(NODE_ENV)\b[^{}\n]*\}\s*=\s*process\.env\b/g;

/** Whether what is asked at a place decides on what is given back; `text` begins with its line. */
function givesBack(text: string, at: number, decides: Decides): boolean {
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const isGiven = /(?:\breturn\b|=>|\blambda\b[^:\n]*:)[^;{}\n]*$/.test(before);
  const arms = isGiven ? (armsOf(after) ?? armsInPython(before, after)) : null;
  if (arms !== null) return decides(arms);
  if (!/\bif\b[^;{}\n]*$/.test(before)) return false;
  const [, value] = /^[^\n{:]*[{:)]\s*return\b[ \t]*([^\n;}]*)/.exec(after) ?? [];
  if (value !== undefined) return decides([value]);
  const [, set] = /^[^\n{:]*[{:)]\s*\w+\s*[-+*/%]?=(?!=)[ \t]*([^\n;}]*)/.exec(after) ?? [];
  if (set !== undefined) return isCalculation([set]);
  // In Rust a block is worth what stands last in it.
  const [, body, other = ''] =
    /^[^\n{]*\{\s*([^;{}]+?)\s*\}\s*else\b(?:\s*\{\s*([^;{}]+?)\s*\})?/.exec(after) ?? [];
  return (
    body !== undefined &&
    /^[^\n{]*\)\s*\{/.test(after) &&
    !tells.test(body) &&
    decides(other === '' ? [body] : [body, other])
  );
}

/** A function that is there twice, or a value that stands alone. */
function ofAttribute(lines: readonly string[], index: number): string | null {
  const rest = lines
    .slice(index, index + 4)
    .join('\n')
    .replace(/^\s*#\[[^\n\]]*\]\s*/, '');
  const name = /^(?:pub(?:\([^)]*\))?\s+)?(?:const\s+|async\s+)?fn\s+(\w+)[^\n]*->/.exec(rest)?.[1];
  if (name !== undefined) {
    const isTwice = lines.filter((line) => new RegExp(String.raw`\bfn\s+${name}\b`).test(line)).length > 1;
    return isTwice && isComputed(rest.slice(rest.indexOf('{') + 1)) ? 'debug_assertions' : null;
  }
  const value = /^(?:return\b([^;]*)|\{\s*([^;{}]+?)\s*\}|([^;{}]+?)\s*$)/.exec(rest);
  const text = value?.[1] ?? value?.[2] ?? value?.[3] ?? '';
  const isItem = /^\s*(?:pub\b|use\b|mod\b|let\b|const\b|static\b|struct\b|enum\b|impl\b|fn\b|#)/.test(text);
  return !isItem && !tells.test(text) && isComputed(text) ? 'debug_assertions' : null;
}
