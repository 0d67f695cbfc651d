import { createHash } from 'node:crypto';
import type { BuiltPage } from './page-files.ts';

/**
 * The page with one run in it, as one document that loads nothing. Its policy lets only this script and this style in, by
 * their hashes, so that nothing which the run's log holds can run, whatever it is.
 */
export function exportedDocument(page: BuiltPage, run: object): string {
  // A script ends at the first end tag, wherever it stands, and a comment of HTML in it hides that end.
  const script = page.script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(page.style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>proofloop</title>
<link rel="icon" href="data:,">
<style>${page.style}</style>
</head>
<body>
<div id="page"></div>
<script type="application/json" id="run">${asData(run)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** JSON in which no reader of HTML finds an end of the script, a script or a comment. */
function asData(value: object): string {
  return JSON.stringify(value).replace(/<(?=[/!s])/gi, '\\u003c');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
