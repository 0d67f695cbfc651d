import { join } from 'node:path';
import { repositoryConfigName } from '../core/setup-consent.ts';
import { withoutByteOrderMark } from '../core/text/byte-order-mark.ts';
import { readIfFile } from '../system/read-if-file.ts';
import { countOf, sizeText } from '../views/text/amounts.ts';
import { folderSize } from '../workspace/base/folder-size.ts';

/** What a run on a folder without git is going to take, said before it does. */
export async function plainFolderText(top: string): Promise<string> {
  const { files, bytes } = await folderSize(top);
  return `${top} is no git repository: ${countOf(files, 'file')} (${sizeText(bytes)}) are taken, but for what a .gitignore there leaves out`;
}

/** `committed` is the text of the repository's configuration that counts; null where there is none. */
export async function unusedConfiguration(top: string, committed: string | null): Promise<string[]> {
  const found = await readIfFile(join(top, repositoryConfigName)).catch(() => null);
  const text = found?.toString();
  if (text === undefined || plain(text) === plain(committed ?? '')) return [];
  const what = committed === null ? 'is not committed' : 'differs from the committed one';
  return [`${repositoryConfigName} ${what}, and is not used as it lies there: commit it to have it count`];
}

const plain = (text: string) => withoutByteOrderMark(text).replaceAll('\r\n', '\n');
