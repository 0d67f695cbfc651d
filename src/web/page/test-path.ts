/** Whether a path looks like that of a test: only to draw a person's eye to it, evidence goes by the log. */
export function isTestPath(path: string): boolean {
  return /(^|\/)(tests?|specs?|__tests__)\/|[._-](test|spec)\.[^/]+$|(^|\/)test_[^/]+$|_test\.[^/]+$/.test(
    path,
  );
}
