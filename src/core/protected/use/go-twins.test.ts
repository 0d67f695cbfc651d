import { expect, test } from 'vitest';
import { goTwins, tagsOfCommands } from './go-twins.ts';
import { toldLines } from './told-lines.ts';

const file = (tag: string, body: string) =>
  `//go:build ${tag}\n\npackage sums\n\nfunc add(a, b int) int {\n\treturn ${body}\n}\n`;
const twins = (one: string, other: string, bodies: readonly [string, string] = ['a + b', 'a - b']) =>
  new Map([
    ['one.go', file(one, bodies[0])],
    ['other.go', file(other, bodies[1])],
  ]);
const told = (files: ReadonlyMap<string, string>, commands = 'go test ./...') =>
  goTwins(files, tagsOfCommands(commands)).map(({ path, from }) => `${path}:${from}`);

test.each([
  ['race', '!race'],
  ['prod', '!prod'],
  ['linux && debug', '!linux || !debug'],
])('functions of which a build has one by %s are told', (one, other) => {
  expect(told(twins(one, other))).toEqual(['one.go:5', 'other.go:5']);
});

test.each([
  ['linux', '!linux'],
  ['windows', '!windows'],
  ['amd64 && !purego', '!amd64 || purego'],
  ['go1.21', '!go1.21'],
])('functions of another system or compiler are not told: %s', (one, other) => {
  expect(told(twins(one, other))).toEqual([]);
});

test('a tag that a command sets by itself is told, whatever its name', () => {
  expect(told(twins('purego', '!purego'), 'go test -tags=purego ./...')).toHaveLength(2);
  expect(told(twins('purego', '!purego'), "go test -tags 'a,purego'")).toHaveLength(2);
});

test('what is a setting in a build, or the same in both, is not told', () => {
  expect(told(twins('race', '!race', ['true', 'false']))).toEqual([]);
  expect(told(twins('race', '!race', ['a + b', 'a + b']))).toEqual([]);
  expect(told(new Map([['one.go', file('integration', 'a + b')]]))).toEqual([]);
});

const told1 = (text: string) =>
  toldLines(text, { isNew: () => true, code: text, asksChecker: false }).map(({ does }) => does);

test.each([
  'package sums\n\nfunc Sum(a, b int) int {\n\tif flag.NFlag() > 0 {',
  'package sums\n\nvar n = "test.v"\n\nfunc is() bool { return flag.Lookup(n) != nil }',
  'if flag.CommandLine.Lookup("test.v") != nil {',
  'if flag.Lookup("te"+"st.v") != nil {',
  'flag.CommandLine.VisitAll(func(f *flag.Flag) {\n\tif strings.HasPrefix(f.Name, "test.") {',
  'flag.VisitAll(func(f *flag.Flag) { n++ })',
  'if len(os.Args) > 1 {\n\t\treturn a + b\n\t}\n\treturn a - b',
  'if flag.Parsed() {\n\t\treturn a + b\n\t}\n\treturn a - b',
  'if strings.Contains(os.Args[0], "go-build") {',
  'import t "testing"',
  'import ("fmt"; "testing")',
])('what looks at the flags of tests is told: %s', (text) => {
  expect(told1(text)).not.toEqual([]);
});

test.each([
  'package main\n\nfunc main() {\n\tflag.Parse()\n\tif flag.NFlag() == 0 {\n\t\tflag.Usage()',
  'if flag.NArg() < 1 {\n\tflag.Usage()',
  'if !flag.Parsed() {\n\tflag.Parse()\n}',
  'flag.Lookup("v").Value.Set("2")',
  'flag.VisitAll(func(f *flag.Flag) {\n\tfmt.Println(f.Name)\n})',
  'flag.Visit(func(f *flag.Flag) {\n\tif f.Name == name {\n\t\tfound = true',
  'if len(os.Args) < 2 {\n\tusage()\n}',
  'prog := filepath.Base(os.Args[0])',
])('what looks at its own flags is not told: %s', (text) => {
  expect(told1(text)).toEqual([]);
});
