import { resolve } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';
import { asciiAlone } from './scripts/ascii-alone.ts';
import { chunksByEntry } from './scripts/chunks-by-entry.ts';
import { hooksOfRunners } from './scripts/hooks-of-runners.ts';
import { markdownAsText } from './scripts/markdown-as-text.ts';
import { packedGrammars } from './scripts/packed-grammars.ts';
import { pageAssets } from './scripts/page-assets.ts';
import { hashesOfNode } from './scripts/sha256-of-node.ts';
import { thirdPartyLicenses } from './scripts/third-party-licenses.ts';
import { withoutDbosTelemetry } from './scripts/without-dbos-telemetry.ts';

/** Everything is bundled, so that the installed package has no dependencies and starts fast. */
const bundle: UserConfig = {
  format: 'esm',
  platform: 'node',
  target: 'node22.13',
  outDir: 'dist',
  dts: false,
  fixedExtension: false,
  // Ink asks for the one where a developer of Ink has it; who tests an adapter brings the other.
  deps: { onlyBundle: false, neverBundle: ['react-devtools-core', 'vitest'] },
};

/** What is started often, each with what it loads at once. */
const loadedOften = {
  version: 'src/runs/version.ts',
  compiled: 'src/cli/compiled-code.ts',
  main: 'src/cli/main.ts',
  library: 'src/index.ts',
  show: 'src/cli/commands/show-command.ts',
  run: 'src/cli/commands/run-command.ts',
};

export default defineConfig([
  {
    ...bundle,
    entry: {
      proofloop: 'src/cli/proofloop.ts',
      index: 'src/index.ts',
      testing: 'test/contracts/testing.ts',
      'memory-logs': 'test/support/memory-store.ts',
    },
    clean: ['dist/*.js', 'dist/*.cjs'],
    // What the parser of test files asks, which is made for scripts; its `eval` is for debugging and never reached.
    define: {
      __filename: 'import.meta.filename',
      // React without its checks for developers, and Ink without the tools for them.
      'process.env.NODE_ENV': '"production"',
      'process.env.DEV': '"false"',
    },
    inputOptions: { checks: { eval: false } },
    // A start reads much of it. Names and lines stay, for whoever reads a stack: node prints the line of an error.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: false } },
    outputOptions: {
      comments: { legal: false, annotation: false, jsdoc: false },
      codeSplitting: { groups: chunksByEntry(import.meta.dirname, loadedOften) },
    },
    plugins: [
      markdownAsText(),
      packedGrammars(),
      hashesOfNode(),
      withoutDbosTelemetry(),
      thirdPartyLicenses(),
      asciiAlone(),
    ],
    alias: { '@nodable/entities': resolve(import.meta.dirname, 'scripts/no-xml-entities.ts') },
  },
  // Bundles of their own: they are the files of ours that a sandbox sees.
  { ...bundle, entry: { 'apply-patch': 'src/tools/apply-patch/apply-patch-program.ts' }, clean: false },
  // Started as a thread, which wants a file.
  {
    ...bundle,
    entry: { 'report-reader': 'src/verify/reports/report-reader-program.ts' },
    clean: false,
    plugins: [thirdPartyLicenses()],
    alias: { '@nodable/entities': resolve(import.meta.dirname, 'scripts/no-xml-entities.ts') },
  },
  // Loaded into the node of the project at hand, which may be an old one: of a runner's file only what asks it. Beside it
  // lies what other languages' runners load.
  {
    ...bundle,
    entry: { 'ask-for-report': 'src/verify/ask-for-report/ask-for-report-program.ts' },
    format: 'cjs',
    target: 'es2015',
    nodeProtocol: 'strip',
    treeshake: { moduleSideEffects: false },
    outDir: 'dist/node_modules/ask-for-report',
    clean: true,
    plugins: [hooksOfRunners()],
  },
  // What a program of ours on the search path starts, in the node that runs this program.
  {
    ...bundle,
    entry: { 'ask-go': 'src/verify/ask-for-report/ask-go-program.ts' },
    // It lies in a folder of scripts without a package.json, where a module would need a name of its own.
    format: 'cjs',
    checks: { legacyCjs: false },
    outDir: 'dist/node_modules/ask-for-report',
    clean: false,
  },
  // The page that a browser shows.
  {
    ...bundle,
    entry: { page: 'src/web/page/main.tsx' },
    platform: 'browser',
    target: 'es2024',
    outDir: 'dist/page',
    minify: true,
    clean: true,
    tsconfig: 'src/web/page/tsconfig.json',
    plugins: [pageAssets(), thirdPartyLicenses()],
  },
]);
