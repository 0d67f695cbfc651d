import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const fileName = 'THIRD_PARTY_LICENSES.txt';

const introduction =
  'proofloop is bundled with the packages below. Their licence texts are given as each package carries them.';

/** The part of a bundler's plugin context and output that is used here. */
interface Emitter {
  emitFile(file: { type: 'asset'; fileName: string; source: string }): string;
}
type Bundle = Record<string, { type: string; moduleIds?: readonly string[] }>;

/** A bundler plugin: writes the licence texts of the packages that really are in the bundle beside it. */
export function thirdPartyLicenses() {
  return {
    name: 'third-party-licenses',
    async generateBundle(this: Emitter, _options: unknown, bundle: Bundle) {
      const modules = Object.values(bundle).flatMap((output) => output.moduleIds ?? []);
      this.emitFile({ type: 'asset', fileName, source: await licensesOf(packageFolders(modules)) });
    },
  };
}

/** The folders of the packages that the modules (absolute paths) belong to, by package name. */
export function packageFolders(modules: readonly string[]): Map<string, string> {
  const folders = new Map<string, string>();
  for (const module of modules) {
    const [, folder, name] = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(module) ?? [];
    if (folder !== undefined && name !== undefined) folders.set(name, folder);
  }
  return new Map([...folders].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The text of the file; throws where a package says nothing, since it could not be passed on then. */
export async function licensesOf(folders: ReadonlyMap<string, string>): Promise<string> {
  const parts = [introduction];
  for (const [name, folder] of folders) {
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const names = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)\b/i.test(file));
    const texts = await Promise.all(names.sort().map((file) => readFile(join(folder, file), 'utf8')));
    if (texts.length === 0) texts.push(...(await licenseInReadme(folder)));
    if (texts.length === 0) texts.push(...(await keptText(name)));
    if (texts.length === 0) {
      throw new Error(
        `The package ${name} has no licence file: it can't be bundled. Look for it in ${folder}.`,
      );
    }
    parts.push([`${name} ${version} (${license})`, ...texts.map(trimLines)].join('\n\n'));
  }
  return `${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** The licence where a package has it at the end of its README alone. */
async function licenseInReadme(folder: string): Promise<string[]> {
  const name = (await readdir(folder)).find((file) => /^readme\b/i.test(file));
  if (name === undefined) return [];
  const text = await readFile(join(folder, name), 'utf8');
  const section = /^#+ *licen[cs]e *\n([\s\S]+)$/im.exec(text)?.[1] ?? '';
  return /copyright/i.test(section) ? [section] : [];
}

/** The text of a package that names its licence in its sources and leaves the text in its repository; none for others. */
async function keptText(name: string): Promise<string[]> {
  const path = join(import.meta.dirname, 'licence-texts', `${name.replace('/', '+')}.txt`);
  return readFile(path, 'utf8').then(
    (text) => [text],
    () => [],
  );
}

/** Without blank lines at both ends; the first line keeps its indent. */
function trimLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
}
