/** Why git could not write the run's branch, by what it said, and what to do. */
export function obstacle(said: string): string {
  const [, inTheWay] = /'refs\/heads\/([^']+)' exists; cannot create/.exec(said) ?? [];
  if (inTheWay !== undefined)
    return `the branch "${inTheWay}" stands in the way of the branches "${inTheWay}/<run>". Rename it (git branch -m ${inTheWay} <another name>).`;
  const [, lock] = /Unable to create '([^']+\.lock)': File exists/.exec(said) ?? [];
  if (lock !== undefined)
    return `${lock} is there. Where no git command is at work, an earlier one has left it: remove it.`;
  if (/non-directory in the way/.test(said))
    return `a file stands in the place of the folder refs/heads/proofloop of the git folder. Remove it, or move it away.`;
  return `git could not lock the run's branch (${said.split('\n')[0]}). Mend that.`;
}
