/**
 * Tokens that a model is given to hold, input and output together, by its name. These models hold more, but a request of
 * more than 272,000 input tokens costs a multiple. For a model that is not in here the common window counts.
 */
export const listWindows: Readonly<Record<string, number>> = {
  'gpt-6.1-terra': 272_000,
  'gpt-6-sol': 272_000,
  'gpt-6.1-sol': 272_000,
  'gpt-6-luna': 272_000,
};
