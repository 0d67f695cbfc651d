import { chmodSync, chownSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { View } from '../../ports/view.ts';
import { removeScratch } from '../run/scratch-folder.ts';
import { handOver } from '../show/hand-over.ts';
import { mountPath, unsharePath } from './system-programs.ts';

/** What a command needs in a view that has folders beneath its own files. */
export interface LayeredView {
  /** The beginning of a command line that mounts the view at its own path, for what follows it alone. */
  line: readonly string[];
  /** To be called after the command's end. Never throws. */
  cleanUp(): Promise<void>;
}

/**
 * The user namespace gives the right to mount, and is left behind by bubblewrap, which makes one of its own. `volatile`
 * keeps the end of a mount from writing out everything that its whole disk has in memory.
 */
const mountLayers = (layers: number) => `
cd "$1" || exit 125
${mountPath} -t overlay overlay -o userxattr,volatile,lowerdir=${[...Array(layers).keys()].join(':')},upperdir=own,workdir=work "$2" || exit 125
cd / && shift 2 && exec "$@"
`;

/** Prepares one command in a view whose folders beneath, by now, belong to `user`, where proofloop itself is root. */
export async function layView({ root, beneath }: View, user: number | null): Promise<LayeredView> {
  if (user !== null) for (const layer of beneath) await handOver(layer, user);
  const folder = mkdtempSync(join(dirname(root), `${basename(root)}-command-`));
  mkdirSync(join(folder, 'work'));
  if (user !== null) {
    // All around it belongs to root, who alone may enter what is further out.
    chmodSync(dirname(root), 0o711);
    for (const path of [folder, join(folder, 'work')]) chownSync(path, user, user);
  }
  // Names that stand in no need of quoting, and short ones: there is one page for all options.
  symlinkSync(root, join(folder, 'own'));
  for (const [at, layer] of beneath.entries()) symlinkSync(layer, join(folder, `${at}`));
  const script = mountLayers(beneath.length);
  return {
    line: [unsharePath, '-U', '-r', '-m', '--', '/bin/sh', '-c', script, 'sh', folder, root],
    cleanUp: () => removeScratch(folder),
  };
}
