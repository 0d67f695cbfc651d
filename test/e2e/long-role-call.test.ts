import { describe, expect, test } from 'vitest';
import { payloadsOf } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import {
  type FinishedRun,
  plainFolderWith,
  playScript,
  temporaryFolder,
  writeFiles,
} from '../support/run-fixture.ts';
import { finalJson, httpError } from '../support/scripted-answers.ts';
import type { Script, ScriptedRequest } from '../support/scripted-endpoint.ts';
import { inputTokens, withWindow } from '../support/small-window.ts';
import { shell } from '../support/tool-answers.ts';

/** A planner that looks at something long in each of its steps with tools. */
function curiousPlanner(steps: number): Script {
  return ({ role, index, step }) => {
    if (role === 'coder') return finalJson(coderOutput());
    if (role === 'tester') return finalJson(testerOutput());
    // Steps that were left out are no longer counted in the conversation.
    const lookedUp = Math.max(step, index) > steps;
    return lookedUp ? finalJson(plannerOutput({ done_flag: true })) : shell(sixKilobytes(index));
  };
}

const sixKilobytes = (index: number) => `echo step ${index}; seq -s ' ' ${index * 10} ${index * 10 + 1500}`;

async function play(script: Script, args: readonly string[], config: object = {}): Promise<FinishedRun> {
  const configHome = await temporaryFolder();
  writeFiles(configHome, { 'proofloop/config.json': JSON.stringify(config) });
  const common = ['--task', 'Look.', '--evidence', 'claimed', '--model', 'small', '--max-tokens', '0'];
  return playScript(await plainFolderWith({ 'a.txt': 'a\n' }), script, [...common, ...args], {
    XDG_CONFIG_HOME: configHome,
  });
}

const plannerRequests = ({ endpoint }: FinishedRun) =>
  endpoint.requests.filter(({ role }) => role === 'planner');

/** How many requests do not begin with the whole input of the one before. */
function brokenPrefixes(requests: readonly ScriptedRequest[]): number {
  return requests.filter(({ body }, index) => {
    const before = requests[index - 1]?.body.input ?? [];
    return JSON.stringify(body.input.slice(0, before.length)) !== JSON.stringify(before);
  }).length;
}

describe('a long role call', () => {
  test('of 300 steps works in a window of 128,000 tokens', async () => {
    const windowTokens = 128_000;
    const run = await play(withWindow(windowTokens, curiousPlanner(300)), ['--max-steps', '300']);

    expect(run.exitCode).toBe(0);
    expect(run.names).not.toContain('model_error');
    const requests = plannerRequests(run);
    expect(requests).toHaveLength(301);
    expect(Math.max(...requests.map(inputTokens))).toBeGreaterThan(windowTokens * 0.8);

    const cuts = payloadsOf(run.events, 'context_cut');
    const printed = payloadsOf(run.events, 'tool_result').map(({ output }) => output.length);
    const addedTokens = printed.reduce((sum, length) => sum + length / 4 + 100, 0);
    expect(addedTokens).toBeGreaterThan(4 * windowTokens);
    expect(cuts.length).toBeLessThanOrEqual(addedTokens / (windowTokens / 4));
    expect(brokenPrefixes(requests)).toBe(cuts.length);

    const last = requests.at(-1)?.toolOutputs ?? [];
    expect(last[0]).toMatch(
      /^exit code 0\nstep 1\n10 11 .*\n\[\.\.\. \d+ characters of this older output are left out to make room: run the command again if you need them \.\.\.\]\n.* 1510\n$/s,
    );
    expect(last.at(-1)).toContain('step 300');
    expect(last.at(-1)).not.toContain('left out');
  });

  test('goes on where the endpoint finds a request too long for a smaller model', async () => {
    const run = await play(withWindow(24_000, curiousPlanner(40)), []);
    expect(run.exitCode).toBe(0);
    expect(run.names).not.toContain('role_retry');
    const [first, ...later] = payloadsOf(run.events, 'context_cut');
    expect(first).toMatchObject({ role: 'planner', cause: 'refused', steps_through_step: 0 });
    expect(first?.window_tokens).toBeLessThan(30_000);
    // What the model holds is known from then on.
    expect(later.length).toBeGreaterThan(0);
    expect(later.map(({ cause }) => cause)).toEqual(later.map(() => 'window'));
    expect(payloadsOf(run.events, 'model_error')).toMatchObject([{ kind: 'too_long', http_status: 400 }]);
  });

  test('is never refused where the configuration says what the model holds', async () => {
    const config = { contextWindows: { small: 24_000 } };
    const run = await play(withWindow(24_000, curiousPlanner(40)), [], config);
    expect(run.exitCode).toBe(0);
    expect(run.names).not.toContain('model_error');
    expect(run.names).toContain('context_cut');
  });

  test('fails in plain words where even its first request is too long', async () => {
    const run = await play(withWindow(500, curiousPlanner(1)), ['--max-consecutive-failures', '1']);
    expect(run.exitCode).toBe(1);
    expect(run.endpoint.requests).toHaveLength(1);
    expect(run.summary.errors).toEqual([
      expect.stringMatching(
        /planner: .* answered 400: the request does not fit into the model's window; "contextWindows"/,
      ),
    ]);
  });

  test('is given up when cutting does not help', async () => {
    const always = () => httpError(400, { error: { message: 'Context size has been exceeded.', code: 400 } });
    const script: Script = (request) => (request.index <= 6 ? curiousPlanner(9)(request) : always());
    const run = await play(script, ['--max-consecutive-failures', '1']);
    expect(run.exitCode).toBe(1);
    expect(payloadsOf(run.events, 'context_cut').length).toBeLessThanOrEqual(3);
    expect(run.summary.errors[0]).toContain("does not fit into the model's window");
  });
});
