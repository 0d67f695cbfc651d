import type { Surroundings } from './surroundings.ts';

/** Where spans and metrics go, and whether they show what was said. */
export interface TelemetryTerms {
  /** Base URL of a collector that takes OTLP over HTTP. */
  endpoint: string;
  withContents: boolean;
}

/** What the variables of OpenTelemetry ask for; null for nothing, which is usual. */
export function telemetryTerms({ environment }: Surroundings): TelemetryTerms | null {
  const endpoint = (environment.OTEL_EXPORTER_OTLP_ENDPOINT ?? '').trim();
  if (endpoint === '' || isTrue(environment.OTEL_SDK_DISABLED)) return null;
  return { endpoint, withContents: isTrue(environment.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT) };
}

function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true';
}
