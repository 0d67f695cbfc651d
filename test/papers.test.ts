import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../src/cli/program.ts';

const root = resolve(import.meta.dirname, '..');
const decisions = await readdir(join(root, 'docs/decisions'));
const names = [
  ...(await readdir(root)).filter((name) => name.endsWith('.md')),
  ...(await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  ...decisions.map((name) => `docs/decisions/${name}`),
];
const papers = await Promise.all(
  names.map(async (name) => ({ name, text: await readFile(join(root, name), 'utf8') })),
);
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

/** Lines of shell blocks and the code within sentences: where a paper names commands, options and files. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block]) =>
    (block ?? '').split('\n'),
  );
  const sentences = text.replaceAll(/^```.*?^```$/gms, '');
  return [...blocks, ...[...sentences.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '')].filter(
    Boolean,
  );
}

const code = papers.flatMap(({ name, text }) => codeOf(text).map((line) => ({ name, line })));

/** The option names of each command of the program. */
const commands = new Map(
  buildProgram(() => undefined).commands.map((command) => [
    command.name(),
    command.options.flatMap((option) => [option.long, option.short]).filter((flag) => flag != null),
  ]),
);
const general = ['--help', '-h', '--version', '-V'];

/** What is wrong with the calls of the program in a line of shell. */
function wrongCalls(line: string): string[] {
  const plain = line.replaceAll(/"[^"]*"|'[^']*'/g, 'TEXT').replace(/(^|\s)#.*/, '');
  return plain.split(/&&|\||;/).flatMap((part) => {
    const [program, ...words] = part.trim().split(/\s+/);
    if (program !== 'proofloop' || words.length === 0) return [];
    const [first = ''] = words;
    if (first === '<command>' || general.includes(first)) return [];
    const name = first.startsWith('-') || first === 'TEXT' ? 'run' : first;
    const options = commands.get(name);
    if (!options) return [`there is no command ${name}: ${line}`];
    return words
      .filter((word) => /^--?[a-z]/i.test(word) && ![...options, ...general].includes(word))
      .map((word) => `${name} has no option ${word}: ${line}`);
  });
}

test('every command of proofloop that the papers name exists, with its options', () => {
  expect(code.filter(({ line }) => line.startsWith('proofloop ')).length).toBeGreaterThan(20);
  expect(code.flatMap(({ name, line }) => wrongCalls(line).map((wrong) => `${name}: ${wrong}`))).toEqual([]);
  expect(wrongCalls('proofloop levitate latest && proofloop diff --nope')).toEqual([
    expect.stringContaining('no command levitate'),
    expect.stringContaining('no option --nope'),
  ]);
});

test('every option that the papers name by itself exists', () => {
  const known = [...[...commands.values()].flat(), ...general];
  const named = code.filter(({ line }) => /^--[a-z]/.test(line));
  expect(named.length).toBeGreaterThan(20);
  const unknown = named.filter(({ line }) => !known.includes(line.split(/[ =]/)[0] ?? ''));
  expect(unknown).toEqual([]);
});

test('every npm script that the papers name exists', () => {
  const scripts = code.flatMap(({ name, line }) =>
    [...line.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)].map(([, run, short]) => ({
      name,
      script: run ?? short ?? '',
    })),
  );
  expect(scripts.length).toBeGreaterThan(5);
  expect(scripts.filter(({ script }) => manifest.scripts[script] === undefined)).toEqual([]);
});

test('every file of the project that the papers name exists', () => {
  const files = code.filter(({ line }) => /^(src|test|scripts|docs|\.ci)\/[\w./-]+$/.test(line));
  expect(files.length).toBeGreaterThan(20);
  const examples = ['src/price.ts', 'test/with-database.sh'];
  const ours = files.filter(({ line }) => !examples.includes(line));
  expect(ours.filter(({ line }) => !existsSync(join(root, line)))).toEqual([]);
});

test('every link leads to a file and, where it names one, to a heading', () => {
  const links = papers.flatMap(({ name, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, path = '', heading]) => ({
      name,
      target: resolve(root, dirname(name), path),
      heading,
    })),
  );
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter(({ target }) => !existsSync(target))).toEqual([]);
  for (const { name, target, heading } of links) {
    if (heading === undefined) continue;
    const page = papers.find((paper) => join(root, paper.name) === target)?.text ?? '';
    const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      (title ?? '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
    expect(headings, name).toContain(heading);
  }
});

describe('the README', () => {
  const readme = papers.find(({ name }) => name === 'README.md')?.text ?? '';

  test('sets everything up with two commands, each on one line', () => {
    const setUp = codeOf(readme).filter((line) => /\bnpm (ci|install|i)\b/.test(line));
    expect(setUp).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  });

  test('has the test command that the build machine calls', async () => {
    const script = await readFile(join(root, '.ci/run'), 'utf8');
    expect(script.trimEnd().split('\n').at(-1)).toBe('npm ci && npm test');
  });
});
