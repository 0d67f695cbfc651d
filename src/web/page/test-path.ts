/**
 * Whether a path looks like that of a test: only to draw a person's eye to it. What evidence goes by knows all runners, and
 * is too much for a page.
 */
export function looksLikeTest(path: string): boolean {
  return /(^|\/)(tests?|specs?|__tests__)\/|[._-](test|spec)\.[^/]+$|(^|\/)test_[^/]+$|_test\.[^/]+$/.test(
    path,
  );
}
