import { isStandardModule } from './search-path.ts';

/** Functions of Python's standard library that read, parse or find what a test is held against. */
const readers = /^(open|read\w*|loads?|parse|compile|walk|listdir|scandir|r?glob|iglob|isclose|eq)$/;
/** What all programs calculate and compare with; nothing in it is a setting. */
const calculators = /^(?:builtins|__builtins__|math|cmath|operator|statistics|itertools|functools)$/;
/** What operators of the language ask a type for. */
const operators =
  /^__(?:eq|ne|lt|le|gt|ge|hash|bool|len|iter|next|contains|getitem|add|sub|mul|truediv|floordiv|mod|pow|r?(?:add|sub|mul)|neg|abs|int|float|index|round|str|repr)__$/;
const inPython =
  /(\bsys\.(?:meta_path|path_hooks)\s*(?:=(?!=)|\.\s*(?:insert|append|extend)\b|\[[^\]\n]*\]\s*=)|\.__code__\s*=(?!=)|\bgc\.get_(?:objects|referrers|referents)\s*\()/;

const writes = /=|setattr|__dict__|\bvars\b|__builtins__/;
const fetched =
  /\b(?:sys\.modules\s*\[\s*["'](\w+)["']\s*\]|(?:importlib\.)?(?:import_module|__import__)\s*\(\s*["'](\w+)["']\s*\))(?=\s*[.,)])/g;
const key = String.raw`(?:["'](\w+)["']|([^"'\s\])]))`;
const forms = [
  // The name before what is written, the written one in plain, and the sign of a name that is only known then.
  String.raw`(?<![.\w])(\w+)(?:\.\w+)*\.(\w+)()\s*(?:[-+*/|&]|\*\*)?=(?![=>])`,
  String.raw`\bsetattr\s*\(\s*(\w+)[\w.]*\s*,\s*${key}`,
  String.raw`(?<![.\w])(\w+)(?:\.\w+)*\.__dict__\s*\[\s*${key}[^\]\n]{0,80}\]\s*=(?!=)`,
  String.raw`\bvars\s*\(\s*(\w+)[\w.]*\s*\)\s*\[\s*${key}[^\]\n]{0,80}\]\s*=(?!=)`,
  String.raw`(?<![.\w])(\w+)(?:\.\w+)*\.__setattr__\s*\(\s*${key}`,
  String.raw`\b(?:object|type|ModuleType)\.__setattr__\s*\(\s*(\w+)[\w.]*\s*,\s*${key}`,
  String.raw`(?<![.\w])(\w+)(?:\.\w+)*\.__dict__\s*()(\.\s*(?:update|__setitem__|__ior__)\b|\|=)`,
  String.raw`\bvars\s*\(\s*(\w+)[\w.]*\s*\)\s*()(\.\s*(?:update|__setitem__)\b|\|=)`,
  String.raw`(?<![.\w])(__builtins__)\s*\[\s*${key}[^\]\n]{0,80}\]\s*=(?!=)`,
  String.raw`(?<![.\w])(__builtins__)\s*()(\.\s*(?:update|__setitem__)\b|\|=)`,
].map((form) => new RegExp(form, 'g'));

/**
 * Says of a line of a program's text by what words it replaces what Python's own modules give to all code; null for none.
 */
export function pythonNatives(text: string): (line: string, before: string) => string | null {
  const { modules, members } = standardNames(text);
  const isAbout =
    modules.size + members.size > 0 || /__builtins__|\bsys\.modules\b|import_module|__import__/.test(text);
  return (raw, before) => {
    if (/\bnot\s+hasattr\s*\(/.test(`${before} ${raw}`)) return null;
    const other = inPython.exec(raw)?.[1];
    if (other !== undefined) return other;
    if (!isAbout || !writes.test(raw)) return null;
    const line = raw.replaceAll(fetched, (whole, one?: string, two?: string) => {
      const name = one ?? two ?? '';
      return isStandardModule(name) ? name : whole;
    });
    const wasFetched = line !== raw;
    for (const form of forms) {
      for (const [whole, first = '', last, open] of line.matchAll(form)) {
        const module = modules.get(first) ?? (first === '__builtins__' || wasFetched ? first : null);
        if (module === null && !members.has(first)) continue;
        if (isReplaced({ module, name: last === '' ? undefined : last, isOpen: Boolean(open), whole }))
          return whole.trim();
      }
    }
    return null;
  };
}

interface Write {
  /** Null where a part of a module is written to. */
  module: string | null;
  name: string | undefined;
  isOpen: boolean;
  whole: string;
}

function isReplaced({ module, name, isOpen, whole }: Write): boolean {
  if (name !== undefined && (readers.test(name) || operators.test(name))) return true;
  if (module === null || !calculators.test(module)) return isOpen && /__dict__|\bvars\b/.test(whole);
  if (name === undefined || isOpen) return isOpen;
  const isDirect = !/^[\w]+\.\w+\.\w+\s*(?:[-+*/|&]|\*\*)?=/.test(whole);
  return isDirect && !/^__\w+__$/.test(name);
}

/** What a file of Python calls modules of the standard library, and what it takes out of them. */
function standardNames(text: string): { modules: Map<string, string>; members: Set<string> } {
  const modules = new Map<string, string>();
  const members = new Set<string>();
  for (const [, list = ''] of text.matchAll(/^[ \t]*import[ \t]+([^\n#;]+)/gm)) {
    for (const part of list.split(',')) {
      const [, module = '', alias] = /^\s*([\w.]+)(?:\s+as\s+(\w+))?/.exec(part) ?? [];
      const [first = ''] = module.split('.');
      if (isStandardModule(first)) modules.set(alias ?? first, first);
    }
  }
  for (const [, module = '', list = ''] of text.matchAll(
    /^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+([^\n#]+)/gm,
  )) {
    if (!isStandardModule(module.split('.')[0] ?? '')) continue;
    for (const [, name = '', alias] of list.matchAll(/(\w+)(?:\s+as\s+(\w+))?/g)) members.add(alias ?? name);
  }
  for (const [, name = '', line = ''] of text.matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*([^\n]{1,80})$/gm)) {
    const value = line.trim();
    const [, one, two] = new RegExp(`^${fetched.source.replace(/\(\?=.*$/, '')}$`).exec(value) ?? [];
    const from = one ?? two ?? value;
    const module = modules.get(from) ?? (from !== value && isStandardModule(from) ? from : undefined);
    if (module !== undefined) modules.set(name, module);
    else if (value === '__builtins__') modules.set(name, 'builtins');
  }
  return { modules, members };
}
