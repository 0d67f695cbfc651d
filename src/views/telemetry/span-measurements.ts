import type { Attributes, RunSpan } from './span.ts';

/** What is counted over all runs. */
export type Metric =
  | 'gen_ai.client.operation.duration'
  | 'gen_ai.client.token.usage'
  | 'gen_ai.invoke_agent.duration'
  | 'gen_ai.workflow.duration'
  | 'proofloop.cost'
  | 'proofloop.runs';

export interface Measurement {
  metric: Metric;
  /** In the metric's own unit. */
  value: number;
  attributes: Attributes;
}

/** Attributes that come to few values, so that they can tell series apart. */
const ofRequests = [
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.response.model',
  'gen_ai.agent.name',
  'server.address',
  'server.port',
];
const ofRuns = ['gen_ai.workflow.name', 'proofloop.outcome', 'proofloop.stop_reason', 'proofloop.verdict'];

/** What the end of a span adds to the metrics. */
export function measurementsOf(span: RunSpan): readonly Measurement[] {
  const seconds = (span.endMs - span.startMs) / 1000;
  const failed = span.error === null ? {} : { 'error.type': span.error.type };
  switch (span.attributes['gen_ai.operation.name']) {
    case 'chat': {
      const attributes = { ...picked(span, ofRequests), ...failed };
      return [
        { metric: 'gen_ai.client.operation.duration', value: seconds, attributes },
        ...usedBy(span, attributes),
      ];
    }
    case 'invoke_agent': {
      const attributes = { ...picked(span, ofRequests), ...failed };
      const duration: Measurement = { metric: 'gen_ai.invoke_agent.duration', value: seconds, attributes };
      // A role's own span has no usage: that is its requests'.
      return [duration, ...usedBy(span, attributes)];
    }
    case 'invoke_workflow': {
      const attributes = { ...picked(span, ofRuns), ...failed };
      return [
        { metric: 'gen_ai.workflow.duration', value: seconds, attributes },
        { metric: 'proofloop.runs', value: 1, attributes },
      ];
    }
    default:
      return [];
  }
}

function usedBy({ attributes: all }: RunSpan, attributes: Attributes): Measurement[] {
  const tokens = (type: string): Measurement[] => {
    const value = all[`gen_ai.usage.${type}_tokens`];
    if (typeof value !== 'number') return [];
    return [
      {
        metric: 'gen_ai.client.token.usage',
        value,
        attributes: { ...attributes, 'gen_ai.token.type': type },
      },
    ];
  };
  const cost = all['proofloop.cost_usd'];
  return [
    ...tokens('input'),
    ...tokens('output'),
    ...(typeof cost === 'number' ? [{ metric: 'proofloop.cost' as const, value: cost, attributes }] : []),
  ];
}

function picked({ attributes }: RunSpan, names: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
}
