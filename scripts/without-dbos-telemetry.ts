const ofTelemetry = /^(winston|winston-transport|@opentelemetry\/.*)$/;

/** A bundler plugin: DBOS can log and trace by packages that nobody gives it here, and does without them. */
export function withoutDbosTelemetry() {
  return {
    name: 'without-dbos-telemetry',
    resolveId(source: string, importer: string | undefined) {
      const isOfDbos = importer?.includes('/@dbos-inc/') ?? false;
      return isOfDbos && ofTelemetry.test(source) ? { id: source, external: true } : null;
    },
  };
}
