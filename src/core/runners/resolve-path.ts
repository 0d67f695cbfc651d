/** The absolute path that a path stands for in a folder, without `.` and `..`, as POSIX has it. */
export function resolvePath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The way from one absolute path to another; '' for the same. */
export function wayTo(from: string, to: string): string {
  const [start, end] = [from, to].map((path) => path.split('/').filter((part) => part !== ''));
  const [above = [], below = []] = [start, end];
  let same = 0;
  while (same < above.length && same < below.length && above[same] === below[same]) same += 1;
  return [...above.slice(same).map(() => '..'), ...below.slice(same)].join('/');
}
