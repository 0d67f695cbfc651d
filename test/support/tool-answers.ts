import type { ResponseAnswer } from './scripted-answers.ts';
import { toolCalls } from './scripted-answers.ts';

/** A response that asks for one shell command. */
export function shell(command: string, timeoutMs: number | null = null): ResponseAnswer {
  return toolCalls([{ name: 'shell', args: { command, timeout_ms: timeoutMs } }]);
}

/** A response that asks for one patch. */
export function patch(text: string): ResponseAnswer {
  return toolCalls([{ name: 'apply_patch', args: { patch: text } }]);
}

/** A response that asks what the verify commands say. */
export function verify(): ResponseAnswer {
  return toolCalls([{ name: 'verify', args: {} }]);
}
