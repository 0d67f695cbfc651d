import { foldersOf } from '../path-parts.ts';
import { isCalculation } from './calculations.ts';

/** By these a file is for a system or a compiler, which tests and users have alike. */
const ofSystems = new Set(
  `aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos
  unix 386 amd64 amd64p32 arm arm64 arm64be armbe loong64 mips mips64 mips64le mips64p32 mips64p32le mipsle ppc ppc64
  ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm gc gccgo cgo tinygo appengine purego noasm nosimd safe netgo
  osusergo ignore tools`.split(/\s+/),
);
const constraint = /^[ \t]*\/\/(?:go:build|[ \t]*\+build)[ \t]+(.*)$/m;
/** What the go command itself sets where tests are asked to look for races, or for memory that was never written. */
const byTests = new Set(['race', 'msan', 'asan']);

/** A function that gives something back, of a file that is not in each build. */
interface Twin {
  path: string;
  /** The lines of the function, from 1, and that of the file's constraint. */
  from: number;
  to: number;
  constraintLine: number;
  tag: string;
  key: string;
  body: string;
}

/** The tags that commands ask for by themselves. */
export function tagsOfCommands(commands: string): Set<string> {
  const tags = new Set<string>();
  for (const [, , list = ''] of commands.matchAll(/(?:^|\s)--?tags(?:=|\s+)(["']?)([\w.,-]+)/g))
    for (const tag of list.split(',')) tags.add(tag);
  return tags;
}

/**
 * Functions of Go of one name in two files of a package, of which a build has one or the other by a tag of its own, and that
 * calculate: tests may be built with one of them, and users with the other.
 */
export function goTwins(files: ReadonlyMap<string, string>, asked: ReadonlySet<string>): Twin[] {
  const byKey = new Map<string, Twin[]>();
  for (const [path, text] of files) {
    for (const twin of functionsOf(path, text, asked)) {
      const others = byKey.get(twin.key);
      if (others === undefined) byKey.set(twin.key, [twin]);
      else others.push(twin);
    }
  }
  return [...byKey.values()].filter(areOtherwise).flat();
}

function areOtherwise(twins: readonly Twin[]): boolean {
  const bodies = new Set(twins.map(({ body }) => body.replaceAll(/\s+/g, '')));
  return (
    new Set(twins.map(({ path }) => path)).size > 1 &&
    bodies.size > 1 &&
    isCalculation(twins.map(({ body }) => body))
  );
}

function functionsOf(path: string, text: string, asked: ReadonlySet<string>): Twin[] {
  const found = constraint.exec(text);
  if (found === null) return [];
  const [, wanted = ''] = found;
  const tag = [...wanted.matchAll(/[\w.]+/g)].map(([name]) => name).find((name) => isOwnTag(name, asked));
  if (tag === undefined) return [];
  const lines = text.split('\n');
  const constraintLine = text.slice(0, found.index).split('\n').length;
  const folder = foldersOf(path).join('/');
  return lines.flatMap((line, at): Twin[] => {
    const [, receiver = '', name, result = ''] =
      /^func\s+(?:\(\s*\w*\s*(\*?\w+)[^)\n]*\)\s*)?(\w+)(?:\[[^\]\n]*\])?\s*\([^\n{]*\)\s*([^{\n)]*)\{/.exec(
        line,
      ) ?? [];
    if (name === undefined || (result.trim() === '' && !/\)\s*\([^()\n]+\)\s*\{/.test(line))) return [];
    const end = lines
      .slice(at, at + longestFunction)
      .findIndex((one, offset) => /^\}/.test(one) && offset > 0);
    const isInOne = /\}\s*$/.test(line);
    const to = isInOne ? at : at + Math.max(end, 0);
    const body = isInOne ? line.slice(line.indexOf('{') + 1) : lines.slice(at + 1, to).join('\n');
    return [
      { path, from: at + 1, to: to + 1, constraintLine, tag, key: `${folder} ${receiver}.${name}`, body },
    ];
  });
}

const longestFunction = 60;

const isOwnTag = (name: string, asked: ReadonlySet<string>) =>
  asked.has(name) || byTests.has(name) || !(ofSystems.has(name) || /^go1\.\d+$/.test(name));

/**
 * Says of a line of a program's text by what words it looks how many flags there are where only a program of its own has
 * set any up, or for one of tests' by a name that stands elsewhere; null for none.
 */
export function looksAtFlags(text: string): (line: string) => string | null {
  const isOfOther = !/^package\s+main\b/m.test(text) && !/\bflag\.Parse\s*\(/.test(text);
  const namesTests = /["`]-?test\.\w*["`]/.test(text);
  return (line) => {
    const [counted] = /\bflag\.(?:CommandLine\.)?NFlag\s*\(/.exec(line) ?? [];
    if (counted !== undefined && isOfOther && /^package\s/m.test(text)) return counted;
    const [asked] = /\bflag\.(?:CommandLine\.)?Lookup\s*\(\s*(?!["`])/.exec(line) ?? [];
    return asked !== undefined && namesTests ? asked.trim() : null;
  };
}
