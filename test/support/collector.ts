import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

type Value = { stringValue?: string; intValue?: number | string; doubleValue?: number };

export interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Value }[];
}

interface TraceBody {
  resourceSpans: {
    resource: { attributes: { key: string; value: Value }[] };
    scopeSpans: { spans: CollectedSpan[] }[];
  }[];
}

interface CollectedMetric {
  name: string;
  histogram?: { dataPoints: { sum: number; attributes: { key: string; value: Value }[] }[] };
  sum?: { dataPoints: { asDouble?: number; asInt?: number | string }[] };
}

interface MetricBody {
  resourceMetrics: { scopeMetrics: { metrics: CollectedMetric[] }[] }[];
}

/** A receiver of OTLP over HTTP, as JSON, that keeps what it is sent; closed when the test has ended. */
export async function startCollector() {
  const bodies: { path: string; body: string }[] = [];
  const server = createServer(async (incoming, outgoing) => {
    bodies.push({ path: incoming.url ?? '', body: await text(incoming) });
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const sent = <Body>(path: string) =>
    bodies.filter((request) => request.path === path).map(({ body }): Body => JSON.parse(body));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Everything that came, as it came. */
    all: () => bodies.map(({ path, body }) => `${path}\n${body}`).join('\n'),
    spans: () =>
      sent<TraceBody>('/v1/traces').flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
    resources: () =>
      sent<TraceBody>('/v1/traces').flatMap(({ resourceSpans }) =>
        resourceSpans.map(({ resource }) => valuesOf(resource.attributes)),
      ),
    /** As they stood when they were sent last. */
    metrics: () =>
      sent<MetricBody>('/v1/metrics')
        .at(-1)
        ?.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics)) ?? [],
  };
}

/** Attributes by their names. */
export function valuesOf(attributes: CollectedSpan['attributes']): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? Number(value.intValue ?? value.doubleValue),
    ]),
  );
}
