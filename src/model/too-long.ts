/** What servers call a request that does not fit: the codes and types of OpenAI and llama.cpp. */
const codesOfTooLong = ['context_length_exceeded', 'exceed_context_size_error', 'string_above_max_length'];

/** And their words, for those that have no code of their own. */
const wordsOfTooLong: readonly RegExp[] = [
  // OpenAI, vLLM, SGLang: "This model's maximum context length is 8192 tokens. However, you requested ..."
  /maximum (context|model|sequence) length/i,
  // vLLM from 0.16 on, LM Studio: "the model's context length is only 1024 tokens"
  /context length (is|of) only/i,
  // llama.cpp, Ollama: "exceeds the available context size", "Context size has been exceeded."
  /exceed\w* (the |its )?(\w+ ){0,2}context (size|length|window)/i,
  /context (size|length|window) (has been |was |is )?exceeded/i,
  // OpenAI's newer models: "Your input exceeds the context window of this model."
  /input exceeds the context/i,
  // LM Studio: "Trying to keep the first 15857 tokens when context the overflows", "(n_keep: 13055>= n_ctx: 4096)"
  /tokens to keep from the initial prompt|keep the first \d+ tokens/i,
  /(prompt|input) is too long/i,
];

/** Whether an endpoint says, by code or in words, that a request is too long for its model. */
export function isTooLong(codes: readonly string[], words: string): boolean {
  return (
    codes.some((code) => codesOfTooLong.includes(code)) ||
    wordsOfTooLong.some((pattern) => pattern.test(words))
  );
}
