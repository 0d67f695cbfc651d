/** Open files that a sandbox is given beside its input and its output, by their numbers. */
export const fileNumbers = { handshake: 3, filter: 4, namespace: 5 } as const;
