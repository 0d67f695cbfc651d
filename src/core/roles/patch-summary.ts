interface FileChange {
  path: string;
  kind: string;
  added: number;
  removed: number;
}

/** The files of a patch in short: `src/a.ts (+3 -1), src/b.ts (new, +20)`. */
export function patchSummary(patch: string): string {
  const changes: FileChange[] = [];
  for (const line of patch.split('\n')) {
    const header = /^\*\*\* (Add|Update|Delete) File: (.*)$/.exec(line.trim());
    const move = /^\*\*\* Move to: (.*)$/.exec(line.trim());
    const last = changes.at(-1);
    if (header !== null && !/^[ +-]/.test(line)) {
      changes.push({ path: header[2] ?? '', kind: header[1] ?? '', added: 0, removed: 0 });
    } else if (last === undefined) {
    } else if (move !== null && !/^[ +-]/.test(line)) last.path += ` -> ${move[1] ?? ''}`;
    else if (line.startsWith('+')) last.added += 1;
    else if (line.startsWith('-')) last.removed += 1;
  }
  return changes.length === 0 ? 'no files' : changes.map(changeText).join(', ');
}

function changeText({ path, kind, added, removed }: FileChange): string {
  if (kind === 'Delete') return `${path} (deleted)`;
  return kind === 'Add' ? `${path} (new, +${added})` : `${path} (+${added} -${removed})`;
}
