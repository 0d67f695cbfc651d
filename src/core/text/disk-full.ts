/** Whether an error, or what it was caused by, tells of a file system (or of a user's share of it) without room. */
export function isDiskFull(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && (current.code === 'ENOSPC' || current.code === 'EDQUOT')) return true;
    // Git says it in words, which the errors of views and commits carry on.
    if (
      /\b(ENOSPC|EDQUOT)\b|no space left on device|out of disk ?space|disk quota exceeded/i.test(
        current.message,
      )
    )
      return true;
  }
  return false;
}
