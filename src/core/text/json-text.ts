const thinkBlock = /^\s*<(think|thinking)>[\s\S]*?<\/\1>/;
const fence = /^```(?:json)?[ \t]*\r?\n([\s\S]*?)\r?\n?```$/i;

/**
 * The JSON of an answer whose server wraps it: a leading block of thoughts and a code fence around all of the rest are
 * taken off. Anything else beside it is left, so that it fails to parse: what was meant is not guessed.
 */
export function unwrapJson(text: string): string {
  const spoken = text.replace(thinkBlock, '').trim();
  return fence.exec(spoken)?.[1] ?? spoken;
}
