import type { Environment } from '../../config/surroundings.ts';

export const progressChoices = ['auto', 'live', 'plain', 'quiet'] as const;
export type ProgressChoice = (typeof progressChoices)[number];

/** How a run is shown on a stream: what was chosen, as far as the stream can show it. */
export function wantedProgress(
  choice: ProgressChoice,
  environment: Environment,
  isTerminal: boolean,
): 'live' | 'plain' | 'quiet' {
  if (choice === 'quiet' || choice === 'plain') return choice;
  if (!isTerminal || environment.TERM === 'dumb') return 'plain';
  return choice === 'live' || !isInCi(environment) ? 'live' : 'plain';
}

/** Build machines say so, some of them with a terminal. */
function isInCi({ CI }: Environment): boolean {
  return !['', '0', 'false'].includes((CI ?? '').trim().toLowerCase());
}
