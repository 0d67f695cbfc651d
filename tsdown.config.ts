import { resolve } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';
import { markdownAsText } from './scripts/markdown-as-text.ts';
import { packedGrammars } from './scripts/packed-grammars.ts';
import { pageAssets } from './scripts/page-assets.ts';
import { thirdPartyLicenses } from './scripts/third-party-licenses.ts';

/** Everything is bundled, so that the installed package has no dependencies and starts fast. */
const bundle: UserConfig = {
  format: 'esm',
  platform: 'node',
  target: 'node22.13',
  outDir: 'dist',
  dts: false,
  fixedExtension: false,
  deps: { onlyBundle: false },
};

export default defineConfig([
  {
    ...bundle,
    entry: { proofloop: 'src/cli/proofloop.ts' },
    clean: ['dist/*.js', 'dist/*.cjs'],
    // What the parser of test files asks, which is made for scripts; its `eval` is for debugging and never reached.
    define: { __filename: 'import.meta.filename' },
    inputOptions: { checks: { eval: false } },
    plugins: [markdownAsText(), packedGrammars(), thirdPartyLicenses()],
    alias: { '@nodable/entities': resolve(import.meta.dirname, 'scripts/no-xml-entities.ts') },
  },
  // Bundles of their own: they are the files of ours that a sandbox sees.
  { ...bundle, entry: { 'apply-patch': 'src/tools/apply-patch/apply-patch-program.ts' }, clean: false },
  // Loaded into the node of the project at hand, which may be an old one: of a runner's file only what asks it.
  {
    ...bundle,
    entry: { 'ask-for-report': 'src/verify/ask-for-report/ask-for-report-program.ts' },
    format: 'cjs',
    target: 'es2015',
    nodeProtocol: 'strip',
    treeshake: { moduleSideEffects: false },
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
