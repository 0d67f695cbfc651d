import { type HrTime, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Attributes, RunSpan } from '../views/telemetry/span.ts';
import { type Metric, measurementsOf } from '../views/telemetry/span-measurements.ts';

/** What takes spans, and the metrics that follow from them, to a collector. */
export interface SpanExporter {
  /** Never throws, and holds nothing up. */
  take(span: RunSpan): void;
  /** Resolves when what was taken is at the collector, or was given up. Never rejects. */
  flush(): Promise<void>;
}

/** The exporter of this process for a collector: one for all of its runs, so that their metrics are counted together. */
export function openExporter(endpoint: string, version: string): SpanExporter {
  const there = opened.get(endpoint);
  if (there !== undefined) return there;
  const exporter = createExporter(endpoint.replace(/\/+$/, ''), version);
  opened.set(endpoint, exporter);
  return exporter;
}

type InstrumentationScope = ReadableSpan['instrumentationScope'];

const opened = new Map<string, SpanExporter>();

function createExporter(endpoint: string, version: string): SpanExporter {
  const scope = { name: 'proofloop', version };
  const own = resourceFromAttributes({ 'service.name': 'proofloop', 'service.version': version });
  // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes first.
  const resource = own.merge(detectResources({ detectors: [envDetector] }));
  const traces = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const spans = new BatchSpanProcessor({ exporter: traces });
  const exporter = new OTLPMetricExporter({ url: `${endpoint}/v1/metrics` });
  const meters = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter })] });
  const record = recorderOf(meters, scope);
  return {
    take(span) {
      spans.onEnd(readable(span, resource, scope));
      for (const { metric, value, attributes } of measurementsOf(span)) record[metric](value, attributes);
    },
    async flush() {
      await Promise.allSettled([spans.forceFlush(), meters.forceFlush()]);
      await traces.forceFlush().catch(() => {});
    },
  };
}

type Recorder = Record<Metric, (value: number, attributes: Attributes) => void>;

/** Boundaries of the conventions. */
const tokenBounds = Array.from({ length: 14 }, (_, index) => 4 ** index);
const secondBounds = Array.from({ length: 14 }, (_, index) => 0.01 * 2 ** index);
/** Roles and runs take longer than requests. */
const longSecondBounds = Array.from({ length: 15 }, (_, index) => 2 ** index);

function recorderOf(meters: MeterProvider, { name, version }: InstrumentationScope): Recorder {
  const meter = meters.getMeter(name, version);
  const histogram = (metric: Metric, unit: string, description: string, bounds: number[]) => {
    const advice = { explicitBucketBoundaries: bounds };
    const instrument = meter.createHistogram(metric, { unit, description, advice });
    return instrument.record.bind(instrument);
  };
  const counter = (metric: Metric, unit: string, description: string) => {
    const instrument = meter.createCounter(metric, { unit, description });
    return instrument.add.bind(instrument);
  };
  return {
    'gen_ai.client.operation.duration': histogram(
      'gen_ai.client.operation.duration',
      's',
      'Time of a request to a model.',
      secondBounds,
    ),
    'gen_ai.client.token.usage': histogram(
      'gen_ai.client.token.usage',
      '{token}',
      'Tokens of a request, as its answer tells them.',
      tokenBounds,
    ),
    'gen_ai.invoke_agent.duration': histogram(
      'gen_ai.invoke_agent.duration',
      's',
      'Time of a role, or of the agent that does its work.',
      longSecondBounds,
    ),
    'gen_ai.workflow.duration': histogram(
      'gen_ai.workflow.duration',
      's',
      'Time of a run in one process.',
      longSecondBounds,
    ),
    'proofloop.cost': counter('proofloop.cost', 'USD', 'What requests with a known price came to.'),
    'proofloop.runs': counter('proofloop.runs', '{run}', 'Runs that have ended in this process.'),
  };
}

const kinds = { client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;

function readable(
  span: RunSpan,
  resource: Resource,
  instrumentationScope: InstrumentationScope,
): ReadableSpan {
  const { traceId, parentId, error } = span;
  const contextOf = (spanId: string) => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });
  const status =
    error === null
      ? { code: SpanStatusCode.UNSET }
      : { code: SpanStatusCode.ERROR, ...(error.message === null ? {} : { message: error.message }) };
  return {
    ...{ name: span.name, kind: kinds[span.kind], status, resource, instrumentationScope, ended: true },
    ...(parentId === null ? {} : { parentSpanContext: contextOf(parentId) }),
    spanContext: () => contextOf(span.spanId),
    startTime: timeOf(span.startMs),
    endTime: timeOf(span.endMs),
    duration: timeOf(span.endMs - span.startMs),
    attributes: {
      ...span.attributes,
      ...(error === null ? {} : { 'error.type': error.type }),
    },
    ...{ links: [], events: [] },
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  };
}

/** Seconds and nanoseconds. */
function timeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
