import { defineConfig } from 'tsdown';
import { markdownAsText } from './scripts/markdown-as-text.ts';
import { thirdPartyLicenses } from './scripts/third-party-licenses.ts';

/** Everything is bundled, so that the installed package has no dependencies and starts fast. */
export default defineConfig({
  entry: { proofloop: 'src/cli/proofloop.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node22.13',
  outDir: 'dist',
  dts: false,
  clean: true,
  fixedExtension: false,
  deps: { onlyBundle: false },
  plugins: [markdownAsText(), thirdPartyLicenses()],
});
