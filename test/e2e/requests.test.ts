import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Role } from '../../src/core/role.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { playScript, repositoryWith, sumFix, sumProject } from '../support/run-fixture.ts';
import { finalJson, rawText } from '../support/scripted-answers.ts';
import { answers, type ScriptedRequest } from '../support/scripted-endpoint.ts';
import { patch, shell } from '../support/tool-answers.ts';

const task = [
  ...['--task', 'Mend the sum.', '--verify', 'sh check.sh', '--verify', 'sh no-such-program.sh'],
  ...['--max-iterations', '2'],
];

/** Two iterations with everything that gets into a conversation: results, failures, time limits, corrections. */
const eventful = () =>
  answers({
    planner: [
      shell('ls; cat nowhere'),
      rawText('Let me think.'),
      finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] })),
      finalJson(plannerOutput({ done_flag: true })),
    ],
    coder: [
      patch(sumFix.replace('sum.sh', 'nowhere.sh')),
      patch(sumFix),
      shell('cat sum.sh; sleep 20', 300),
      finalJson(coderOutput({ completed_task_ids: ['sum'] })),
      finalJson(coderOutput({ completed_task_ids: ['unheard-of'] })),
    ],
    tester: [
      shell('sh check.sh; git log --format=%s; ls -A'),
      finalJson({ tests_passed: true }),
      finalJson(testerOutput({ failures: [] })),
      finalJson(testerOutput()),
    ],
  });

const playEventful = async () =>
  playScript(
    await repositoryWith({
      ...sumProject,
      'AGENTS.md': 'Keep it short.\n',
      'src/AGENTS.md': 'Or leave it.\n',
    }),
    eventful(),
    task,
  );

const ofRole = (requests: readonly ScriptedRequest[], role: Role) =>
  requests.filter((request) => request.role === role);

function commonBeginning(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return one.slice(0, length);
}

const roles = ['planner', 'coder', 'tester'] as const;

describe('what is sent to the model', () => {
  test('carries metadata, schema, tools and flags in the common form', async () => {
    const { endpoint, summary } = await playEventful();
    expect(endpoint.requests).toHaveLength(13);
    for (const { body, role, iteration } of endpoint.requests) {
      expect(body).toMatchObject({
        model: 'gpt-6.1-terra',
        stream: true,
        store: false,
        metadata: { run_id: summary.run_id, role, iteration: String(iteration) },
        text: { format: { type: 'json_schema', strict: true, name: `${role}_output` } },
      });
      expect(body.tools.map(({ type, name, strict }) => [type, name, strict])).toEqual(
        role === 'coder'
          ? [
              ['function', 'shell', true],
              ['function', 'apply_patch', true],
              ['function', 'verify', true],
            ]
          : [['function', 'shell', true]],
      );
      for (const item of body.input) {
        expect(['message', 'function_call', 'function_call_output']).toContain(item.type);
      }
    }
    const cacheKeys = roles.map(
      (role) => new Set(ofRole(endpoint.requests, role).map(({ body }) => body.prompt_cache_key)),
    );
    expect(cacheKeys.map((keys) => keys.size)).toEqual([1, 1, 1]);
    expect(new Set(cacheKeys.flatMap((keys) => [...keys])).size).toBe(3);
  });

  test('begins with what never changes, and grows only at its end', async () => {
    const { endpoint } = await playEventful();
    for (const role of roles) {
      const requests = ofRole(endpoint.requests, role);
      const [first] = requests;
      for (const [index, { body, iteration }] of requests.entries()) {
        const fixed = [body.instructions, body.tools, body.text, body.input[0]];
        expect(fixed).toEqual([
          first?.body.instructions,
          first?.body.tools,
          first?.body.text,
          first?.body.input[0],
        ]);
        const before = requests[index - 1];
        if (before?.iteration !== iteration) continue;
        expect(body.input.length).toBeGreaterThan(before.body.input.length);
        expect(body.input.slice(0, before.body.input.length)).toEqual(before.body.input);
      }
      expect(JSON.stringify(first?.body.input[0])).toMatch(/Keep it short.*Or leave it.*Mend the sum/);
    }
  });

  test('is the same in each iteration up to the facts that change', async () => {
    const { endpoint } = await playEventful();
    for (const role of roles) {
      const [first, second] = [1, 2].map((iteration) => {
        const request = ofRole(endpoint.requests, role).find((one) => one.iteration === iteration);
        const { instructions, tools, text, input } = request?.body ?? expect.fail(`no ${role}`);
        return JSON.stringify([instructions, tools, text, input]);
      });
      const shared = commonBeginning(first ?? '', second ?? '');
      for (const part of ['Keep it short.', 'Or leave it.', 'Mend the sum.', 'no-such-program']) {
        expect(shared).toContain(part);
      }
      expect(shared).toMatch(/\\n \\"iteration\\": $/);
      expect(shared.length).toBeGreaterThan(2000);
    }
  });

  test('is the same again in another place at another time', async () => {
    const [one, other] = [await playEventful(), await playEventful()];
    expect(one.summary.run_id).not.toBe(other.summary.run_id);
    const prompts = [one, other].map(({ endpoint }) =>
      endpoint.requests.map(({ body: { metadata: _metadata, prompt_cache_key: _key, ...prompt } }) => prompt),
    );
    expect(prompts[0]).toEqual(prompts[1]);

    const text = JSON.stringify(prompts[0]);
    // The folders that tests make; that above them may be in the description of `shell`.
    for (const folder of [`${tmpdir()}/proofloop-`, one.home]) expect(text).not.toContain(folder);
    expect(text).not.toContain(one.summary.run_id);
    expect(text).not.toMatch(/\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|duration/);
    // The same search finds what it looks for where it is.
    expect(JSON.stringify(one.endpoint.requests[0]?.body)).toContain(one.summary.run_id);
  });

  test('says in which folder the run was started, but at the top', async () => {
    const files = Object.entries(sumProject).map(([path, content]) => [`packages/shop/${path}`, content]);
    const repository = await repositoryWith({ ...sumProject, ...Object.fromEntries(files) });
    const factsIn = async (folder: string) => {
      const script = answers({
        planner: [finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))],
        coder: [patch(sumFix.replace('sum.sh', join(folder, 'sum.sh'))), finalJson(coderOutput())],
        tester: [finalJson(testerOutput())],
      });
      const args = ['--task', 'Mend the sum.', '--verify', 'sh check.sh', '--max-iterations', '1'];
      const { endpoint } = await playScript(join(repository, folder), script, args);
      expect(endpoint.requests.map(({ role }) => role)).toEqual(['planner', 'coder', 'coder', 'tester']);
      return endpoint.requests.map(({ body }) => JSON.stringify(body.input[1]));
    };
    for (const facts of await factsIn('packages/shop'))
      expect(facts).toContain('\\"started_in\\": \\"packages/shop: the verify commands run there');
    for (const facts of await factsIn('')) expect(facts).not.toContain('started_in');
  });

  test('asks for a last answer without tools when the steps with tools are used up', async () => {
    const run = await playScript(
      await repositoryWith(sumProject),
      answers({
        planner: [finalJson(plannerOutput({ done_flag: true }))],
        coder: [patch(sumFix), shell('true'), shell('echo beyond > beyond.txt'), finalJson(coderOutput())],
        tester: [finalJson(testerOutput())],
      }),
      ['--task', 'Mend.', '--verify', 'sh check.sh', '--max-steps', '2'],
    );
    const coder = ofRole(run.endpoint.requests, 'coder');
    expect(coder.map(({ body }) => body.tools.length)).toEqual([3, 3, 0, 0]);
    expect(coder[2]?.body.input.at(-1)).toMatchObject({
      role: 'user',
      content: 'All 2 steps with tools are used up. Give your answer now, without tools.',
    });
    expect(coder[3]?.body.input.at(-1)).toMatchObject({
      content: expect.stringContaining('asks for tools although none are left'),
    });
    expect(run.exitCode).toBe(0);
    expect(run.summary.artifacts).toEqual(['sum.sh']);
  });
});
