/** Splits an amount among people: one share for each, all in whole cents. */
export function split(cents, people) {
  if (!Number.isInteger(people) || people < 1) throw new RangeError('there must be at least one person');
  const share = Math.floor(cents / people);
  return Array.from({ length: people }, () => share);
}
