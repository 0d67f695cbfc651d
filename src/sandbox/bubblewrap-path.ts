/** Of the system, never looked up on a search path. */
export const bubblewrapPath = '/usr/bin/bwrap';
