/** Milliseconds since the epoch with fractions, so that moments of several processes can be compared. */
export const epochMs = () => performance.timeOrigin + performance.now();
