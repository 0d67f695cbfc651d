import { foldersOf } from '../protected/path-parts.ts';
import { tomlValues, valueAt } from '../text/toml-values.ts';
import { findCargoFiles } from './cargo-files.ts';
import { readCargoText } from './cargo-text.ts';
import { appended, namedFile } from './script-canary.ts';
import type { Detect, Seen, TestRunner } from './test-runner.ts';

const detect: Detect = ({ folder, names, text }) => {
  if (!names(folder).includes('Cargo.toml')) return null;
  const manifest = text(folder === '' ? 'Cargo.toml' : `${folder}/Cargo.toml`) ?? '';
  // At a workspace's top that is a package too, Cargo would test that package alone.
  const workspace = valueAt(tomlValues(manifest), ['workspace']) === undefined ? '' : ' --workspace';
  return { command: `cargo test${workspace}`, file: 'Cargo.toml' };
};

export const cargo = {
  name: 'cargo',
  report: {
    kind: 'printed',
    read(output, { files, places }: Seen) {
      if (!/^running \d+ tests?\r?$/m.test(output)) return [];
      const below = places.folder === places.root ? '' : places.folder.slice(places.root.length + 1);
      const reading = readCargoText(output, findCargoFiles(files, below));
      return reading === null ? [] : [reading];
    },
  },
  // The modules of a crate stand in other files, and are reported under its first one.
  altered(file, place) {
    const path = namedFile(file, place)?.path;
    return path === undefined ? null : { path: foldersOf(path).join('/'), holds: 'folders', named: /\.rs$/ };
  },
  canary: appended((title, _hash, file) =>
    file.endsWith('.rs')
      ? `\n#[cfg(test)]\nmod ${title} {\n    #[test]\n    fn fails() {\n        assert_eq!(1, 2);\n    }\n}\n`
      : null,
  ),
  start: {
    words: [['cargo', 'test']],
    valued: [
      '-p',
      '--package',
      '--features',
      '-F',
      '--manifest-path',
      '--target',
      '-j',
      '--jobs',
      '--profile',
    ],
    flags: [
      '--workspace',
      '--all',
      '--all-features',
      '--no-default-features',
      '--locked',
      '--offline',
      '--release',
      '-q',
    ],
    alone: targetOf,
  },
  files: {
    names: [
      'rust-toolchain',
      'rust-toolchain.toml',
      'clippy.toml',
      '.clippy.toml',
      'rustfmt.toml',
      '.rustfmt.toml',
    ],
    folders: ['.cargo'],
    tests: [/(^|_)tests?\.rs$/],
  },
  detect,
} as const satisfies TestRunner;

/** The options for the target whose tests are reported under the file; tests of documentation have none. */
function targetOf(file: string): string[] | null {
  if (/(^|\/)src\/lib\.rs$/.test(file)) return ['--lib'];
  if (/(^|\/)src\/main\.rs$/.test(file)) return ['--bins'];
  const [, name] = /(?:^|\/)tests\/([\w-]+)(?:\.rs|\/main\.rs)$/.exec(file) ?? [];
  return name === undefined ? null : ['--test', name];
}
