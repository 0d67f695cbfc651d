/** What every run of a measurement is asked to do. */
export const task = 'Make every part say what it is for.';
