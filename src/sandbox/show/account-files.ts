/** An /etc/passwd and an /etc/group in which the commands' user has a name: some programs can't do without. */
export function accountFiles(user: number, group: number, home: string): { passwd: string; group: string } {
  const others = [
    { name: 'root', id: 0 },
    { name: 'nobody', id: 65534 },
  ];
  const name = (id: number) => others.find((other) => other.id === id)?.name ?? 'user';
  const users = others.filter((other) => other.id !== user);
  const groups = others.filter((other) => other.id !== group);
  return {
    passwd: [
      ...users.map((other) => `${other.name}:x:${other.id}:${other.id}::/nonexistent:/usr/sbin/nologin`),
      `${name(user)}:x:${user}:${group}::${home}:/bin/sh`,
      '',
    ].join('\n'),
    group: [...groups.map((other) => `${other.name}:x:${other.id}:`), `${name(group)}:x:${group}:`, ''].join(
      '\n',
    ),
  };
}
