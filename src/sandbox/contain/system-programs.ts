// Of the system, never looked up on a search path.

/** The program that contains commands. */
export const bubblewrapPath = '/usr/bin/bwrap';

/** The program that enters a namespace as another user. */
export const enterPath = '/usr/bin/nsenter';
