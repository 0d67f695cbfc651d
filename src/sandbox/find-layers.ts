import { existsSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from '../system/on-disk.ts';
import { mountPath, unsharePath } from './contain/system-programs.ts';
import { findSandbox, nowhere, tryCommand } from './find-sandbox.ts';

const found = new Map<number, Promise<string | null>>();

/**
 * Why a view below `folder`, an existing one, can't have folders beneath its own files; null where it can. Found by really
 * running a command in one, once for the process and for each disk.
 */
export function findLayers(folder: string): Promise<string | null> {
  const disk = statSync(folder).dev;
  const known = found.get(disk) ?? probeLayers(folder).catch((error: Error) => error.message);
  found.set(disk, known);
  return known;
}

async function probeLayers(folder: string): Promise<string | null> {
  if ((await findSandbox()).kind !== 'bubblewrap') return 'only bubblewrap shows them';
  const missing = [unsharePath, mountPath].filter((path) => !existsSync(path));
  if (missing.length > 0) return `${missing.join(' and ')} is not there`;
  const probe = await mkdtemp(join(folder, 'layers-probe-'));
  try {
    const kept = join(probe, 'kept');
    await mkdir(join(kept, 'folder'), { recursive: true });
    await writeFile(join(kept, 'folder/file'), 'kept\n');
    for (const path of [kept, join(kept, 'folder')]) await chmod(path, 0o755);
    const said = await tryCommand(
      nowhere,
      { folder: probe, beneath: [kept] },
      { command: everyChange, says },
    );
    if (said !== null) return said;
    return (await readFile(join(kept, 'folder/file'), 'utf8')) === 'kept\n' ? null : 'a command reached them';
  } finally {
    await removeFolder(probe);
  }
}

/** Reads, writes, removes, and makes anew what was removed: a disk without the attributes for that fails at the last. */
const everyChange =
  'cat folder/file && echo more >> folder/file && cat folder/file && rm -r folder && mkdir folder && ls folder && echo done';
const says = 'kept\nkept\nmore\ndone\n';
