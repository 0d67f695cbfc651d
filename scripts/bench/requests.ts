import { isDeepStrictEqual } from 'node:util';
import type { Line, Measurement } from './line.ts';
import { median } from './statistics.ts';
import { task } from './task.ts';
import { prepareSides, type RequestBody } from './two-sides.ts';

const names = {
  first: 'requests: the first one of a role, beyond task, guidance and facts',
  step: 'requests: a step of one trivial shell call',
  prefix: 'requests: input that begins with all the input of the one before',
};

/** A common rule of thumb; the tokenizers of the models are not public, and they differ. */
const bytesPerToken = 4;
const tokensOf = (value: string) => Buffer.byteLength(value) / bytesPerToken;

/** What the requests of one run hold. */
export function measureRequests(steps: number): Measurement {
  return { lines: Object.values(names), measure };

  async function measure(folder: string): Promise<Line[]> {
    const args = ['--evidence', 'claimed', '--sandbox', 'off', '--max-steps', String(steps + 1)];
    const sides = await prepareSides(folder, { steps, done: true, delayMs: 0 }, args);
    try {
      const { bodies } = await sides.ours([]);
      const coder = bodies.filter(({ metadata }) => metadata.role === 'coder');
      const firsts = ['planner', 'coder', 'tester'].map((role) => {
        const first = bodies.find(({ metadata }) => metadata.role === role);
        return { role, tokens: first ? ownTokens(first) : Number.NaN };
      });
      const grown = coder.slice(1).map((body, index) => inputTokens(body) - inputTokens(coder[index]));
      const kept = coder.slice(1).filter((body, index) => beginsWith(body, coder[index]));
      return [
        {
          name: names.first,
          ...{ measured: Math.max(...firsts.map(({ tokens }) => tokens)), goal: 1500, unit: 'tokens' },
          detail: `${firsts.map(({ role, tokens }) => `${role} ${tokens.toFixed(0)}`).join(', ')}; ${bytesPerToken} bytes of JSON count as a token`,
        },
        {
          name: names.step,
          ...{ measured: median(grown), goal: 90, unit: 'tokens' },
          detail: `median of ${grown.length} steps; ${bytesPerToken} bytes of JSON count as a token`,
        },
        {
          name: names.prefix,
          ...{ measured: (100 * kept.length) / grown.length, goal: 100, unit: 'percent' },
          detail: `${kept.length} of ${grown.length} requests of one role call`,
        },
      ];
    } finally {
      await sides.close();
    }
  }
}

/** All that a first request holds but for what is the user's (the task) and the run's (the facts). */
function ownTokens(body: RequestBody): number {
  const { instructions, tools, text, input } = body;
  const messages = input.map((item) => ('content' in item ? String(item.content) : ''));
  const facts = messages.map((message) => message.slice(message.indexOf('{')));
  const given = tokensOf(task) + tokensOf(facts.at(-1) ?? '');
  return (
    tokensOf(instructions) +
    tokensOf(JSON.stringify(tools)) +
    tokensOf(JSON.stringify(text)) +
    messages.reduce((sum, message) => sum + tokensOf(message), 0) -
    given
  );
}

function inputTokens(body: RequestBody | undefined): number {
  return tokensOf(JSON.stringify(body?.input ?? []));
}

function beginsWith(body: RequestBody, before: RequestBody | undefined): boolean {
  return isDeepStrictEqual(body.input.slice(0, before?.input.length), before?.input);
}
