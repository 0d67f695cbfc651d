import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { startCollector, valuesOf } from './support/collector.ts';
import { library } from './support/library.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from './support/role-outputs.ts';
import { endpointFor, repositoryWith, sumFix, sumProject, temporaryFolder } from './support/run-fixture.ts';
import { finalJson } from './support/scripted-answers.ts';
import { answers } from './support/scripted-endpoint.ts';
import { patch } from './support/tool-answers.ts';

const key = 'sk-proj-0123456789abcdefghijklmnopqrstuvwxyz';
const word = 'TELLTALE';

/** A run in this process, which is told of a collector by these variables. */
async function play(environment: Record<string, string>) {
  const { baseUrl } = await endpointFor(
    answers({
      planner: [finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))],
      coder: [patch(sumFix), finalJson(coderOutput({ notes: word, completed_task_ids: ['sum'] }))],
      tester: [finalJson(testerOutput())],
    }),
  );
  const run = await library.startRun({
    ...{ task: `Mend the sum. ${word} ${key}`, workspace: await repositoryWith(sumProject) },
    ...{ verify: ['sh check.sh'], baseUrl, model: 'scripted', sandbox: 'off', home: await temporaryFolder() },
    environment: { PATH: process.env.PATH, HOME: '/nonexistent', OPENAI_API_KEY: key, ...environment },
  });
  return (await run.ended).summary;
}

test('a collector is told of a run by the conventions, and of nothing that was said', async () => {
  const collector = await startCollector();
  const { usage, run_id } = await play({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  const spans = collector.spans();
  const count = (operation: string) =>
    spans.filter(({ attributes }) => valuesOf(attributes)['gen_ai.operation.name'] === operation).length;
  expect([count('invoke_workflow'), count('invoke_agent'), count('chat')]).toEqual([1, 3, usage.requests]);
  expect(count('execute_tool')).toBeGreaterThan(1);
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'invoke_workflow proofloop run',
      'invoke_agent coder',
      'chat scripted',
      'execute_tool apply_patch',
    ]),
  );
  const ids = new Set(spans.map(({ spanId }) => spanId));
  expect(spans.filter(({ parentSpanId }) => !parentSpanId || !ids.has(parentSpanId))).toHaveLength(1);
  expect(new Set(spans.map(({ attributes }) => valuesOf(attributes)['gen_ai.conversation.id']))).toEqual(
    new Set([run_id]),
  );
  expect(collector.resources()[0]).toMatchObject({ 'service.name': 'proofloop' });

  const metrics = new Map(collector.metrics().map((metric) => [metric.name, metric]));
  const tokens = metrics.get('gen_ai.client.token.usage')?.histogram?.dataPoints ?? [];
  const counted = tokens.reduce((sum, point) => sum + point.sum, 0);
  expect(counted).toBe(usage.input_tokens + usage.output_tokens);
  expect(counted).toBeGreaterThan(0);
  expect(metrics.get('proofloop.runs')?.sum?.dataPoints).toHaveLength(1);

  expect(collector.all()).not.toContain(word);
  expect(collector.all()).not.toContain(key);
});

test('what was said is sent where it is asked for, without what is secret', async () => {
  const collector = await startCollector();
  await play({
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.endpoint}/`,
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
  });
  expect(collector.all()).toContain(word);
  expect(collector.all()).toContain('gen_ai.tool.call.arguments');
  expect(collector.all()).not.toContain(key);
});

test('nothing is sent where the variables say so, and a collector that is away holds no run up', async () => {
  const collector = await startCollector();
  await play({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_SDK_DISABLED: 'true' });
  await play({ OTEL_SERVICE_NAME: 'nobody' });
  expect(collector.all()).toBe('');
  const { phase } = await play({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  expect(phase).toBe('completed');
});

test('the packages of OpenTelemetry are in no file that every start loads', () => {
  const dist = resolve(import.meta.dirname, '../dist');
  const loaded = new Set<string>();
  const load = (name: string) => {
    if (loaded.has(name)) return;
    loaded.add(name);
    const text = readFileSync(join(dist, name), 'utf8');
    for (const [, next = ''] of text.matchAll(/^(?:import|export)\b[^;]*?["']\.\/([^"']+)["'];?$/gm))
      load(next);
  };
  for (const entry of ['proofloop.js', 'index.js']) load(entry);
  const isOfTelemetry = (name: string) =>
    readFileSync(join(dist, name), 'utf8').includes('OTLPMetricExporter');
  const all = readdirSync(dist).filter((name) => name.endsWith('.js'));
  expect(all.filter(isOfTelemetry)).toHaveLength(1);
  expect([...loaded].filter(isOfTelemetry)).toEqual([]);
  expect(loaded.size).toBeGreaterThan(2);
});
