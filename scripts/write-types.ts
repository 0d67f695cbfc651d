/**
 * Writes the declarations of the package's entries into `dist/`: complete, and of nothing but what stands in them. What
 * the source infers from schemas and from the table of settings is written out, so that no library is named.
 */

import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'tsdown';
import { type SettingKey, settingKeys, settings } from '../src/core/settings/settings.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const work = join(dist, '.types');

/** Where the package is entered, by the name of its declarations. */
const entries = {
  index: 'src/index.ts',
  testing: 'test/contracts/testing.ts',
  'memory-logs': 'test/support/memory-store.ts',
};

/** Types that are computed from values that no declaration has; those that are inferred from a schema come by themselves. */
const computed: Readonly<Record<string, readonly string[]>> = {
  'src/core/events.ts': ['Payloads'],
  'src/core/judge-options.ts': ['JudgeOptions'],
  'src/core/settings/settings.ts': ['ProgramSettings', 'ResumeSettings', 'JudgeSettings'],
  'src/runs/describe-run.ts': ['RunReport'],
};

interface TypePlace {
  path: string;
  name: string;
}

function inferredTypes(): TypePlace[] {
  const paths = globSync('src/**/*.ts', { cwd: root }).filter((path) => !/\.test\.ts$|\.d\.ts$/.test(path));
  return paths.toSorted().flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const inferred = [...text.matchAll(/^export type (\w+) = z\.infer</gm)].map(([, name = '']) => name);
    return [...inferred, ...(computed[path] ?? [])].map((name) => ({ path, name }));
  });
}

/** A module whose declarations hold each of these types written out. */
function probeText(places: readonly TypePlace[]): string {
  const lines = places.map(
    ({ path, name }, index) =>
      `import type { ${name} as Type${index} } from '${relative(work, join(root, path))}';\n` +
      `export const type${index} = flat(null as unknown as Type${index});`,
  );
  return `declare function flat<Type>(value: Type): { [Key in keyof Type]: Type[Key] };\n${lines.join('\n')}\n`;
}

function emit(): void {
  const probe = join(work, 'probe.ts');
  const files = [
    ...Object.values(entries).map((path) => join(root, path)),
    probe,
    join(root, 'src/markdown.d.ts'),
  ];
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      ...{ noEmit: false, noCheck: true, declaration: true, emitDeclarationOnly: true, stripInternal: true },
      ...{ rootDir: root, outDir: join(work, 'out') },
    },
    files,
    include: [],
  };
  writeFileSync(join(work, 'tsconfig.json'), JSON.stringify(config));
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', work], {
    stdio: 'inherit',
  });
}

/** What the probe's declarations say of each of its types. */
function writtenOut(): string[] {
  const text = readFileSync(join(work, 'out/dist/.types/probe.d.ts'), 'utf8');
  const types = [...text.matchAll(/^export declare const type\d+: /gm)].map(({ index, 0: start }) => {
    const type = text.slice(index + start.length);
    return type.slice(0, endOfStatement(type) - 1);
  });
  // One that another one holds is named there as the probe has it, and by nobody else.
  const inPlace = (type: string): string =>
    type.replaceAll(/\bType(\d+)\b/g, (_name, index: string) => inPlace(types[Number(index)] ?? ''));
  return types.map(inPlace);
}

function replaceTypes(places: readonly TypePlace[]): void {
  const texts = writtenOut();
  if (texts.length !== places.length) throw new Error('some types were not written out');
  for (const [index, { path, name }] of places.entries()) {
    const declarations = join(work, 'out', path.replace(/\.ts$/, '.d.ts'));
    let before: string;
    try {
      before = readFileSync(declarations, 'utf8');
    } catch {
      continue;
    }
    const start = before.search(new RegExp(`^export type ${name} = `, 'm'));
    const end = start + endOfStatement(before.slice(start));
    const type = name.endsWith('Settings') ? withHelp(texts[index] ?? '') : texts[index];
    writeFileSync(
      declarations,
      `${before.slice(0, start)}export type ${name} = ${type};${before.slice(end)}`,
    );
  }
}

/** Where the type alias at the beginning of a text ends: behind its first semicolon outside of all brackets. */
function endOfStatement(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if ('{(['.includes(character)) depth += 1;
    if ('})]'.includes(character)) depth -= 1;
    if (character === ';' && depth === 0) return index + 1;
  }
  throw new Error('a type does not end');
}

/** The help of each setting over its property. */
function withHelp(type: string): string {
  return type.replace(/^( +)(\w+)\?:/gm, (property, indent: string, key: string) => {
    if (!settingKeys.includes(key as SettingKey)) return property;
    const { help, fallback } = settings[key as SettingKey];
    const otherwise = 'text' in fallback ? fallback.text : fallback.words;
    return `${indent}/** ${`${help}. Default: ${otherwise}`.replaceAll('*/', '*\\/')}. */\n${property}`;
  });
}

async function bundle(): Promise<void> {
  const inputs = Object.entries(entries).map(([name, path]) => [
    name,
    join(work, 'out', path.replace(/\.ts$/, '.d.ts')),
  ]);
  await build({
    ...{ config: false, entry: Object.fromEntries(inputs), format: 'esm', outDir: dist, clean: false },
    ...{
      dts: { dtsInput: true, emitDtsOnly: true, resolver: 'oxc' },
      fixedExtension: false,
      logLevel: 'error',
    },
    deps: { neverBundle: [/^[^./]/] },
    platform: 'node',
  });
}

/** Leaves out the imports of which nothing is used any more; resolves with the packages that are still named. */
function foreignImports(): string[] {
  return globSync('*.d.ts', { cwd: dist }).flatMap((name) => {
    const path = join(dist, name);
    const text = readFileSync(path, 'utf8').replace(/^import "[^"]+";\n/gm, '');
    writeFileSync(path, text);
    const named = [...text.matchAll(/^(?:import|export) .*? from "([^"]+)"|\bimport\("([^"]+)"\)/gm)];
    return named.map(([, from, imported]) => from ?? imported ?? '').filter((from) => !from.startsWith('./'));
  });
}

rmSync(work, { recursive: true, force: true });
for (const path of globSync('*.d.ts', { cwd: dist })) rmSync(join(dist, path));
mkdirSync(work, { recursive: true });
const places = inferredTypes();
writeFileSync(join(work, 'probe.ts'), probeText(places));
emit();
replaceTypes(places);
await bundle();
rmSync(work, { recursive: true, force: true });
const foreign = foreignImports();
if (foreign.length > 0) throw new Error(`the declarations name other packages: ${foreign.join(', ')}`);
