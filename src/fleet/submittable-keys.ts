import { commandLineKeys } from '../core/settings/settings.ts';

/** Options of a run that are about the machine and the terminal that it was started on. */
const ofOneMachine = ['logPath', 'apply', 'take', 'dryRun', 'json', 'onEnd'];

/** The options of a run that `submit` takes. */
export const submittableKeys = commandLineKeys.filter((key) => !ofOneMachine.includes(key));
