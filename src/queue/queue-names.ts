/** The one application, queue and workflow that all jobs are of. */
export const names = { application: 'proofloop', queue: 'runs', workflow: 'run' } as const;

/** The version of what a job does from turn to turn: a job is only gone on with by a worker of the same one. */
export const jobVersion = '1';
