import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Sandbox } from '../ports/sandbox.ts';
import type { View } from '../ports/view.ts';
import type { Containment } from './contain/containment.ts';
import { createUncontained } from './unsandboxed.ts';

export const sandboxExecPath = '/usr/bin/sandbox-exec';

/**
 * macOS's own containment. It can refuse, but shows files where they are: a view is seen at its own path, not at that of
 * the checkout, and there are no limits on processes and memory.
 */
export function createSeatbelt(containment: Containment, userHome: string): Sandbox {
  return {
    run(view, request) {
      const wrapper = [
        sandboxExecPath,
        '-p',
        seatbeltProfile(containment, userHome, view, request.reportFolder),
      ];
      const environment = { ...containment.environment };
      return createUncontained(environment, containment.programs, wrapper, containment.homeFolder).run(
        view,
        request,
      );
    },
  };
}

/** The rules for one view; the last one that fits decides. */
function seatbeltProfile(
  containment: Containment,
  userHome: string,
  view: View,
  reports: string | null,
): string {
  const folder = (path: string) => `(subpath ${JSON.stringify(path)})`;
  const files = view.root;
  const scratch = `(regex #"^${escapePattern(files)}-command-[^/]*(/|$)")`;
  const readable = [...containment.readable, ...containment.caches, ...ownFiles(containment)].map(folder);
  const covered = [...containment.covered.files, ...containment.covered.folders];
  const { homeFolder } = containment;
  const own = [reports, homeFolder].filter((path) => path !== null);
  const shared = [scratch, ...own.map(folder)];
  const writable = [...(view.kind === 'planner' ? [] : [folder(files)]), ...shared, '(subpath "/dev")'];
  const networked = containment.networked.includes(view.kind);
  return [
    '(version 1)',
    '(allow default)',
    networked ? '' : '(deny network*)',
    '(deny file-write*)',
    `(deny file-read* ${[userHome, '/Users', '/Volumes', realpathSync(tmpdir())].map(folder).join(' ')})`,
    `(allow file-read* ${[folder(files), ...shared, ...readable].join(' ')})`,
    covered.length === 0 ? '' : `(deny file-read-data ${covered.map(folder).join(' ')})`,
    '(allow file-read-metadata)',
    `(allow file-write* ${writable.join(' ')})`,
    '(deny process-info* (target others))',
    '(deny signal (target others))',
    '(allow signal (target same-sandbox))',
    '(deny mach-lookup (global-name "com.apple.SecurityServer") (global-name "com.apple.pasteboard.1"))',
  ]
    .filter((rule) => rule !== '')
    .join('\n');
}

function ownFiles({ node, programs }: Containment): string[] {
  return [node, ...Object.values(programs)];
}

function escapePattern(path: string): string {
  return path.replace(/[.*+?^${}()|[\]\\"]/g, '\\$&');
}
