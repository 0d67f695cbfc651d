import { describe, expect, test } from 'vitest';
import { toolsOf } from '../core/roles/tool-table.ts';
import type { CommandRequest } from '../ports/sandbox.ts';
import type { View } from '../ports/view.ts';
import { runTool } from './run-tool.ts';

const { signal } = new AbortController();
const view: View = {
  kind: 'coder',
  root: '/nowhere',
  beneath: [],
  snapshot: () => Promise.reject(new Error('there is no tree here')),
  close: async () => {},
  discard: async () => {},
};

/** What a call with these arguments is answered, and which commands were run for it. */
async function answerTo(name: string, argumentsText: string) {
  const asked: CommandRequest[] = [];
  const sandbox = {
    async run(_view: View, request: CommandRequest) {
      asked.push(request);
      return {
        exitCode: 0,
        timedOut: false,
        durationMs: 3,
        output: '{"ok":true,"message":"Success.","paths":[]}',
      };
    },
  };
  const call = { type: 'function_call' as const, call_id: 'call_1', name, arguments: argumentsText };
  const { output } = await runTool(call, toolsOf('coder'), {
    view,
    sandbox,
    ownTools: [],
    outputLimitBytes: 1000,
    verifyAnswer: () => '',
    signal,
  });
  return { output, commands: asked.length };
}

describe('half a surrogate pair in the arguments of a call', () => {
  test.each([
    ['apply_patch', '{"patch":"*** Begin Patch\\n*** Add File: a\\n+\\ud83d\\n*** End Patch"}'],
    ['apply_patch', '{"patch":"*** Begin Patch\\n*** Add File: a\\n+\ude00\\n*** End Patch"}'],
    ['shell', '{"command":"echo \\ud83d > a","timeout_ms":null}'],
  ])('%s runs nothing and says why: %j', async (name, argumentsText) => {
    const { output, commands } = await answerTo(name, argumentsText);
    expect(output).toMatch(/half of a surrogate pair, such as \\ud83d alone.*Nothing was done/);
    expect(output.isWellFormed()).toBe(true);
    expect(commands).toBe(0);
  });

  test('a whole pair is a character like any other', async () => {
    expect(await answerTo('shell', '{"command":"echo \\ud83d\\ude00","timeout_ms":null}')).toMatchObject({
      commands: 1,
    });
  });
});

test('a zero byte in a command runs nothing, and says how to write one', async () => {
  const { output, commands } = await answerTo('shell', '{"command":"echo a\\u0000b","timeout_ms":null}');
  expect(output).toMatch(/zero byte, which no shell can take: write such bytes by printf '\\000'/);
  expect(commands).toBe(0);
});
