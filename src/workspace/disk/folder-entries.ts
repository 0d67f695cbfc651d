import { type Dirent, opendirSync } from 'node:fs';

/** The entries of a folder, one after another: there may be millions. */
export function* folderEntries(folder: Buffer): Generator<Dirent<Buffer>> {
  // The types know no folder that is read in bytes.
  const opened = opendirSync(folder as unknown as string, { encoding: 'buffer' as BufferEncoding });
  try {
    for (let entry = opened.readSync(); entry !== null; entry = opened.readSync()) {
      yield entry as unknown as Dirent<Buffer>;
    }
  } finally {
    opened.closeSync();
  }
}
