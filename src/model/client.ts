let loading: Promise<typeof import('openai').OpenAI> | null = null;

/**
 * The client of the Responses API. Loading it takes a while, and not every command needs it: a run that will asks for it
 * early, while it waits for other programs.
 */
export function loadClient(): Promise<typeof import('openai').OpenAI> {
  loading ??= import('openai').then(({ OpenAI }) => OpenAI);
  return loading;
}
