import { readGoJson } from './go-json.ts';
import { canaryTitle } from './script-canary.ts';
import type { Detect, MakeCanary, TestRunner } from './test-runner.ts';

const detect: Detect = ({ folder, names, text }) => {
  const there = names(folder);
  if (there.includes('go.mod')) return { command: 'go test ./...', file: 'go.mod' };
  if (!there.includes('go.work')) return null;
  const modules = modulesIn(text(folder === '' ? 'go.work' : `${folder}/go.work`) ?? '');
  if (modules.length === 0) return null;
  return { command: `go test ${modules.map((path) => `${path}/...`).join(' ')}`, file: 'go.work' };
};

/** The modules that a go.work names, as `./path`; only those that need no quotes. */
function modulesIn(text: string): string[] {
  const blocks = [...text.matchAll(/^use\s*\(([^)]*)\)/gm)].flatMap(([, block = '']) => block.split('\n'));
  const single = [...text.matchAll(/^use[ \t]+([^\s(].*)$/gm)].map(([, path = '']) => path);
  return [...blocks, ...single]
    .map((line) => line.replace(/\/\/.*/, '').trim())
    .filter((path) => /^\.[\w./-]*$/.test(path));
}

/** A file of its own: reports name the package alone. */
const canary: MakeCanary = (importPath, hash, { packages }) => {
  const found = packages.find((entry) => entry.importPath === importPath);
  if (found === undefined) return null;
  const title = canaryTitle(hash);
  const addition = `package ${found.name}\n\nimport "testing"\n\nfunc Test_${title}(t *testing.T) {\n\tt.Error("1 is not 2")\n}\n`;
  return { path: `${found.folder}/${title}_test.go`.replace(/^\//, ''), addition };
};

export const go = {
  name: 'go',
  // By its arguments a test could tell a run that is measured, so every `go test` is asked, behind whatever starts it.
  report: { kind: 'noted', file: 'report.jsonl', program: 'go', read: (text) => readGoJson(text) },
  altered(importPath, { packages }) {
    const found = packages.find((entry) => entry.importPath === importPath);
    return found === undefined ? null : { path: found.folder, holds: 'a folder', named: /_test\.go$/ };
  },
  canary,
  start: {
    words: [['go', 'test']],
    valued: ['-run', '-timeout', '-tags', '-p', '-parallel', '-count', '-coverprofile', '-cover', '-mod'],
    flags: ['-v', '-race', '-short', '-failfast', '-cover'],
    alone: (importPath) =>
      /^[\w.~/-]+$/.test(importPath) && !importPath.startsWith('-') ? [importPath] : null,
    // A result that go remembers is that of the run before.
    aloneOptions: ['-count=1'],
  },
  files: { names: ['go.work', 'go.env'], tests: [/_test\.go$/] },
  detect,
} as const satisfies TestRunner;
