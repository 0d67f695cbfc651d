import { runnerTable } from '../../runners/runner-table.ts';
import { importsFramework } from './asserts.ts';
import { buildChoices, type Choice, surroundingChoices } from './build-kinds.ts';
import { looksAtFlags } from './go-twins.ts';
import { hiddenPrograms } from './hidden-programs.ts';
import { nativeReplacements } from './replaced-natives.ts';

/** What a line of the program does that has to do with its being judged. */
export interface ToldLine {
  line: number;
  /** The rest of a sentence about the line. */
  does: string;
  /** What makes it so, by which a program is known that did the same at the base. */
  word: string;
  /** Where it is other files that are chosen, as the program names them: one of these must calculate for it to matter. */
  files?: readonly string[];
}

interface Rule {
  does: string;
  /** The first group, or the whole match, is the word. */
  pattern: RegExp;
}

/** Those that are programs of their own; what builds has names that any program may say. */
const ofRunners = runnerTable.flatMap(({ name, report }) =>
  report.kind === 'printed' || (report.kind === 'noted' && report.program !== undefined) ? [] : [name],
);
const globalNames = [...ofRunners, 'vi', 'describe', 'it', 'test', 'expect', 'suite', 'beforeEach'];
const globals = globalNames.join('|');
/** Names that a test runner gives to all code. */
export const runnerGlobals: ReadonlySet<string> = new Set(globalNames);
const runnerNames = `(?:${ofRunners.join('|')}|unittest|--test|tests?|testing\\.tRunner|test_runner|spec|libtest)`;
/** These build and run all else too, and their names stand in many a program. */
const builders = /^(go|cargo|maven|gradle|meson|dotnet|cmake|ctest|make)$/;
const variables = ofRunners
  .filter((name) => !builders.test(name))
  .map((name) => name.replaceAll(/\W+/g, '_').toUpperCase())
  .join('|');
const places = String.raw`(?:argv|execArgv|mainModule|require\.main|module\.parent|module\.children|\.stack\b|__filename|ppid|/proc/|cmdline|sys\.argv|os\.Args|current_exe|f_back|_getframe|inspect\.|runtime\.Caller|npm_lifecycle\w*|sys\.modules|require\.cache|process\.title|caller\(|os\.Executable|env::args|(?:extract|format|walk)_stack|__main__\.__\w+|(?:debug|runtime)\.Stack\b|FuncForPC|ReadBuildInfo|Backtrace::)`;
const quoted = String.raw`["'\`/][^"'\`\n]*(?<![\w])${runnerNames}(?![\w]|\s*\()`;

const awareness: readonly Rule[] = [
  {
    does: 'names the environment in which tests run',
    pattern: new RegExp(
      String.raw`\b(NODE_TEST_\w+|RUST_TEST_\w+|PROOFLOOP_\w+|NEXTEST\w*|(?:__)?(?:${variables})_\w+)\b|/run/proofloop`,
    ),
  },
  {
    // Alone they are words that a program may have for something else.
    does: 'names the environment in which tests run',
    pattern: new RegExp(
      String.raw`(?:env|environ|env::var|var_os)\b[^\n]{0,30}?\b((?:__)?(?:${variables}))\b|\b(?:${variables})\b[^\n}]{0,40}[}"']\s*(?:=|in)\s*(?:process\.env|os\.environ|import\.meta\.env)\b`,
    ),
  },
  {
    does: 'names the environment in which tests run',
    pattern: /\b((?:NODE|APP|RAILS|RACK|MIX|FLASK|DJANGO)_ENV)\b[^\n]*["'`]test/,
  },
  {
    does: 'names the environment in which tests run',
    pattern: new RegExp(
      String.raw`\b(import\.meta\.env\??\.MODE)\b[^\n]*["'\`]test|\b(__(?:${ofRunners.join('|')}|vite_)\w*)`,
    ),
  },
  {
    does: 'looks for tests among all variables or modules',
    pattern:
      /(?:Object\.(?:keys|entries)\s*\(\s*process\.env|\b(?:in|any|all|filter|sorted|list|set|str|repr)\b[^\n]{0,40}\bos\.environ\b(?!\s*(?:\.get\b|\[|\.setdefault|\.copy))|os\.Environ\s*\(|env::vars)[^\n]*?((?<![a-z])(?:tests?(?![a-z])|spec(?![a-z])|_?pyt(?!hon)))|(\bfor\s+[\w\s,()]+\s+in\s+(?:(?:list|tuple|sorted|set)\s*\(\s*)?sys\.modules)\b/i,
  },
  {
    does: 'puts together the name of what it looks up',
    pattern:
      /((?:process\.env|os\.environ)\s*(?:\.get\s*\(|\[)\s*["'`](?:_*(?:NODE_\w*|NODE?|NO?|VI?T?\w{0,3}|JE?S?T?_?\w*|MO?|MOC\w*|PY?|PYT(?!HON)\w*|RUST_?\w*|npm_\w*))?["'`]\s*\+|(?:getenv|Getenv|env::var|getBuiltinModule|__import__|import_module|\brequire|\bimport)\s*\(\s*["'`][^"'`\n]*["'`]\s*\+\s*["'`])/,
  },
  {
    does: 'puts together the name of what it looks up',
    pattern:
      /((?:environ|getenv|Getenv|\benv|env::var)[^\n"'`]{0,20}["'`][^"'`\n]*\\(?:x[0-9a-f]{2}|u\{?[0-9a-f]{2,}))/i,
  },
  {
    does: 'puts together the name of what it looks up',
    pattern:
      /(\[\s*(?:["'`]\w+["'`]\s*,?\s*){2,}\]\s*\.join\s*\(\s*(?:""|''|``)\s*\)|\bbuiltinModules\s*\.\s*(?:find|filter)\w*|\bmodule\s*\.\s*constructor\b)/,
  },
  {
    does: 'looks whether tests are there',
    pattern:
      /\b((?:exists(?:Sync)?|l?stat(?:Sync)?|access(?:Sync)?|readdir(?:Sync)?|listdir|isfile|isdir|os\.Stat|os\.ReadDir|Path(?:::new)?)\s*\(\s*["'`](?:(?:\.\/)?(?:tests?|spec|__tests__)(?:\/[^"'`\n]*)?|[^"'`\n]*(?:_test\.\w+|\.(?:test|spec)\.\w+|\btest_\w+\.py))["'`])/,
  },
  {
    does: 'looks for a test runner',
    pattern:
      /(thread::current\s*\(\s*\)\s*\.\s*name\s*\(\s*\)[^\n]*(?:[!=]=|Some\s*\(|contains|starts_with)|(?:current_exe|env::args)\b[^\n]*["/]deps\b|runtime\.Caller\b[^\n]*_test\.)/,
  },
  {
    does: 'looks for a test runner',
    pattern:
      /(executionAsyncResource\s*\(\s*\)[^\n]*\bconstructor\b|\bsys\.(?:stdout|stderr|stdin)\s+is\s+(?:not\s+)?sys\.__std|\b(?:LogCaptureHandler|DontReadFromInput)\b|\bNumGoroutine\s*\(\s*\)\s*(?:[<>]=?|[!=]=)\s*[12]\b|["'`]ThreadId\()/,
  },
  {
    does: 'looks for a test runner',
    pattern:
      /(\b(?:is|is\s+not|==|!=)\s+sys\.__std(?:out|err)__|\blen\s*\(\s*sys\.modules\s*\)|\bin\s+sys\.(?:meta_path|path_hooks)\b|["'`][^"'`\n]*\bpytest-of\b|\bhasattr\s*\([^\n)]*["'](?:assert_(?:called|any_call|has_calls)\w*|mock_calls|call_args\w*|_mock_\w+)["']|\b_isMockFunction\b|\.getMockName\b)/,
  },
  {
    does: 'reads the code of what calls it',
    pattern: /(\bf_code\s*\.\s*co_(?:consts|names|varnames|code)\b|\.f_back\b|\bf_locals\b)/,
  },
  {
    does: 'does otherwise where it is built or run by tests',
    pattern:
      /(cfg!\s*\(\s*test|cfg\s*\(\s*not\s*\(\s*test|import\.meta\.vitest|\btesting\.Testing\s*\(|flag\.(?:CommandLine\.)?(?:Lookup\s*\(\s*|Visit(?:All)?\b[^\n]*)["`]test|#\[cfg\(test\)\]\s*(?:#\[\w+\]\s*)*macro_rules)/,
  },
  {
    // A count of flags knows no single one of them, but that tests have more.
    does: 'looks for a test runner',
    pattern:
      /(\bflag\.(?:CommandLine\.)?Visit(?:All)?\s*\(\s*func\s*\(\s*\w+\s+\*flag\.Flag\s*\)\s*\{\s*\w+\s*(?:\+\+|\+?=\s*(?:\d|true|false))|\bflag\.(?:CommandLine\.)?Lookup\s*\(\s*"[^"\n]*"\s*\+|os\.Args\b[^\n]*["`][^"`\n]*(?:go-build|_test\b))/,
  },
  {
    does: 'looks for a test runner',
    pattern: new RegExp(
      String.raw`(typeof\s+(?:globalThis\.)?(?:${globals})\b|\b(?:globalThis|global|window)\s*(?:\.|\[["'])(?:${globals})\b)`,
    ),
  },
  {
    does: 'looks for a test runner',
    pattern: new RegExp(
      String.raw`(\bSymbol\.for\s*\(\s*["'\`](?:RETRY_TIMES|expect-|\$\$|[^"'\`\n]*(?<![\w])(?:${ofRunners.join('|')})(?![\w]))|\bgetOwnPropertySymbols\s*\(\s*(?:globalThis|global|window)\b|Object\.(?:values|entries|keys)\s*\(\s*require\.cache|\bfor\s*\([^\n]*\b(?:in|of)\s+require\.cache\b|\b(?:${globals})\s*\.\s*(?:retryTimes|spyOn)\b)`,
    ),
  },
  {
    does: 'looks for a test runner',
    pattern: new RegExp(`${places}[^\\n]*${quoted}|${quoted}[^\\n]*${places}`),
  },
  {
    does: 'writes to what tests assert with',
    pattern:
      /((?:\bassert(?:\.strict)?|\bexpect|\bchai\.\w+|\bunittest\.(?:TestCase|mock)|\bTestCase|\bpytest|\b_pytest[\w.]*|\bbuiltins|\bdoctest)\s*(?:\.\s*[A-Za-z_]\w*|\[[^\]\n]+\])\s*=(?!=)|Object\.(?:assign|defineProperty|defineProperties)\s*\(\s*(?:assert|expect)\b|\bexpect\.(?:extend|addEqualityTesters?)\s*\(|\bObject\.is\s*=(?!=)|\bsetattr\s*\(\s*(?:unittest|pytest|builtins)|\bsys\.modules\s*\[(?!\s*spec\.name\s*\])[^\]\n]+\]\s*=(?!=)|(?<!\bself|\bthis)\._(?:compile|load|extensions|resolveFilename)\b\s*(?:\[[^\]\n]*\]\s*)?=(?![=>])|\bprepareStackTrace\s*=(?!=)|\b(\w+)\.__doc__\s*=\s*\w+\.__doc__\s*\.|\bmacro_rules!\s*(?:debug_)?assert(?:_eq|_ne|_matches)?\b|\bmacro_rules!\s*(?:panic|matches)\b)/,
  },
  {
    does: 'writes to what tests assert with',
    pattern: new RegExp(
      String.raw`(Object\.(?:assign|defineProperty|defineProperties)\s*\(\s*(?:globalThis|global)\s*,[^\n]*\b(?:${globals}|assert|Object|Array|JSON|Math|Promise|Error|AssertionError|Symbol|Reflect|Function|console|process)\b)`,
    ),
  },
  {
    does: 'ends well what has failed',
    pattern:
      /((?:uncaughtException|setUncaughtExceptionCaptureCallback|unhandledRejection|excepthook)\b[^\n]*(?:\.(?:expected|actual|generatedMessage)\b|exit\s*\([^)\n]*\b0\b|exitCode\s*=\s*0\b))/,
  },
  {
    does: 'moves to another folder as soon as it is loaded',
    pattern: /(func init\(\)\s*\{[^}\n]*\bos\.Chdir)\b/,
  },
  {
    does: 'reads a test',
    pattern:
      /(?:CARGO_MANIFEST_DIR|__dirname|__file__|import\.meta|\bcwd\(\))[^\n]*["'`]((?:[^"'`\n]*\/)?(?:tests?|spec|__tests__)(?:\/[^"'`\n]*)?)["'`]/,
  },
  {
    does: 'reads a test',
    pattern:
      /(?:read\w*|open|include_str!|include_bytes!|ReadFile|createReadStream|File\.\w+)\s*\(?[^\n;]{0,80}["'`][^"'`\n]*((?:^|[\w./-]*)(?:\btests?\/|__tests__|\.(?:test|spec)\.|_test\.|test_\w+\.py)[^"'`\n]*)["'`]/i,
  },
];

const suppressions: Rule = {
  does: 'tells a checker to pass something over',
  pattern:
    /(@ts-nocheck|@ts-ignore|@ts-expect-error|eslint-disable|biome-ignore|prettier-ignore|oxlint-disable|#\s*noqa\b|#\s*type:\s*ignore|#\s*pyright:|#\s*pylint:\s*disable|#\s*mypy:|\/\/\s*nolint|#!?\[(?:allow|expect)\(|rubocop:disable|@phpstan-ignore|@psalm-suppress|#\s*shellcheck disable)/,
};

/** Programs that judge by reading the source. */
export const checkerName =
  /(^|[\s/"'])(tsc|vue-tsc|eslint|biome|xo|standard|oxlint|tslint|flake8|ruff|mypy|pylint|pyright|golangci-lint|staticcheck|clippy|rubocop|phpstan|psalm|shellcheck)($|[\s"'])/m;

/** So many lines may a statement have of which one part is compared with another. */
const statementLines = 3;

/** How a text is looked through; lines are counted from 1. */
export interface Looking {
  /** The others give what stands around these. */
  isNew: (line: number) => boolean;
  /** The text with blanks in the place of its comments. */
  code: string;
  /** Whether a verify command asks a program that judges by reading the source. */
  asksChecker: boolean;
}

/**
 * Lines of program code that look whether it is being tested, reach for what judges it, or (where a checker is asked) tell
 * that to look away.
 */
export function toldLines(text: string, { isNew, code, asksChecker }: Looking): ToldLine[] {
  const withComments = text.split('\n');
  const lines = code.split('\n');
  const replacedNative = nativeReplacements(code);
  const buildChoice = buildChoices(code);
  const surroundingChoice = surroundingChoices(code);
  const hidden = hiddenPrograms(code);
  const looked = looksAtFlags(code);
  return lines.flatMap((raw, index): ToldLine[] => {
    const line = index + 1;
    if (!isNew(line)) return [];
    const suppressed = asksChecker ? suppressions.pattern.exec(withComments[index] ?? '')?.[1] : undefined;
    if (suppressed !== undefined) return [{ line, does: suppressions.does, word: suppressed }];
    if (raw.trim() === '') return [];
    const imported = importsFramework(raw);
    if (imported !== null) return [{ line, does: 'loads a test framework', word: imported }];
    const aware = firstAwareness(lines.slice(index, index + statementLines));
    if (aware !== null) return [{ line, ...aware }];
    const flags = looked(raw);
    if (flags !== null) return [{ line, does: 'looks for a test runner', word: flags }];
    const native = replacedNative(index);
    if (native !== null) return [{ line, does: 'replaces what all code is given, tests too', word: native }];
    const build = buildChoice(index);
    if (build !== null)
      return [{ line, does: 'gives back another result in another kind of build', ...ofChoice(build) }];
    const surrounding = surroundingChoice(index);
    if (surrounding !== null)
      return [{ line, does: 'calculates another result in other surroundings', ...ofChoice(surrounding) }];
    const run = hidden(raw);
    if (run !== null) return [{ line, does: 'runs what it has put together itself', word: run }];
    const compared = comparesOtherwise(lines, index);
    return compared === null ? [] : [{ line, does: 'equals what it is not', word: compared }];
  });
}

/** What the first of these lines begins to say of tests; null for nothing. */
function firstAwareness(lines: readonly string[]): Pick<ToldLine, 'does' | 'word'> | null {
  const isLong = lines.join(' ').length > 2 * reachCharacters;
  // A comment has become blanks, and must not put two ends out of reach.
  const given = isLong ? lines.map((line) => line.replaceAll(/\s{2,}/g, ' ')) : lines;
  const end = given[0]?.length ?? 0;
  const parts = partsOf(given.join(' '), end);
  for (const { does, pattern } of awareness) {
    for (const { at, text } of parts) {
      const found = pattern.exec(text);
      if (found !== null && at + found.index < end)
        return { does, word: found[1] ?? found[2] ?? found[0].slice(0, 40) };
    }
  }
  return null;
}

/** What is looked for has both its ends within so many characters. */
const reachCharacters = 1024;

/**
 * A long statement in parts that overlap, each begun between words: the patterns take time that grows with the square of
 * what they are given, and a line may hold a whole program, or be made to keep its judge busy.
 */
function partsOf(statement: string, end: number): { at: number; text: string }[] {
  if (statement.length <= 2 * reachCharacters) return [{ at: 0, text: statement }];
  const parts: { at: number; text: string }[] = [];
  for (let at = 0; at < end; at += reachCharacters) {
    const from = at === 0 ? 0 : wordStart(statement, at);
    parts.push({ at: from, text: statement.slice(from, at + 2 * reachCharacters) });
  }
  return parts;
}

/** The nearest place before `at`, or there, at which no word goes on. */
function wordStart(statement: string, at: number): number {
  for (let place = at; place > at - reachCharacters; place -= 1)
    if (!/\w/.test(statement[place - 1] ?? '')) return place;
  return at;
}

const ofChoice = ({ word, files }: Choice) => (files === null ? { word } : { word, files });

const builtIn = /\b(?:int|float|complex|str|bytes|tuple|list|dict|set|frozenset|Decimal|Fraction)\b/;

/** A value of Python that is what all code knows, and compares itself by a rule of its own; null for none. */
function comparesOtherwise(lines: readonly string[], index: number): string | null {
  const [, indent = '', name] = /^(\s+)def (__(?:eq|ne)__)\b/.exec(lines[index] ?? '') ?? [];
  if (name === undefined) return null;
  const head = lines
    .slice(0, index)
    .findLast((line) => /^\s*class\s/.test(line) && line.search(/\S/) < indent.length);
  const [, bases = ''] = /^\s*class\s+\w+\s*\(([^)\n]*)\)/.exec(head ?? '') ?? [];
  return builtIn.test(bases) ? `${bases.trim()} ${name}` : null;
}
