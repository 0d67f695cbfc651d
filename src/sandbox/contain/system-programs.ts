// Of the system, never looked up on a search path.

/** The program that contains commands. */
export const bubblewrapPath = '/usr/bin/bwrap';

/** The programs that mount a view's layers, in a namespace where an ordinary user may. */
export const unsharePath = '/usr/bin/unshare';
export const mountPath = '/bin/mount';

/** The program that enters a namespace as another user. */
export const enterPath = '/usr/bin/nsenter';
