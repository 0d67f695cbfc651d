import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const page = resolve(import.meta.dirname, '../src/web/page');
const styles = ['base', 'runs', 'panels', 'course', 'changes-and-log', 'narrow'];

/** A bundler plugin: puts the page's document and its style beside its script. */
export function pageAssets() {
  return {
    name: 'page-assets',
    async generateBundle(this: {
      emitFile(file: { type: 'asset'; fileName: string; source: string }): unknown;
    }) {
      const chart = resolve(import.meta.dirname, '../node_modules/uplot/dist/uPlot.min.css');
      const paths = [chart, ...styles.map((name) => join(page, 'style', `${name}.css`))];
      const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
      this.emitFile({ type: 'asset', fileName: 'page.css', source: texts.join('\n') });
      const document = await readFile(join(page, 'page.html'), 'utf8');
      this.emitFile({ type: 'asset', fileName: 'page.html', source: document });
    },
  };
}
