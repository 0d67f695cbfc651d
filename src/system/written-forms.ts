/** A way to look at a text: what is left out of it, and whether capital letters count as small ones. */
export interface TextView {
  leavesOut: RegExp | null;
  foldsCase: boolean;
}

/** What to look for in a view of a text. */
export interface Forms {
  view: TextView;
  forms: readonly string[];
}

const exact: TextView = { leavesOut: null, foldsCase: false };

/** A text without line breaks and blanks, written as such or as escapes: an encoder breaks its lines at any place. */
const joined: TextView = { leavesOut: /(?:[\s\0]|\\[nrt])+/g, foldsCase: false };

/** A text whose lines have a number or a sign before them, as `cat -n`, a diff and a quotation give them. */
const marked: TextView = { leavesOut: /\r?\n(?:[ \t]*\d+[\t:-]|[ \t]*[+|>#*-])?[ \t]*/g, foldsCase: false };

/**
 * A text without what nobody sees: soft hyphens, colours, breaks that a backslash takes back. What joins pieces in code
 * stays: the command that a model gives is run without what counts as a secret in it, and must do what it says.
 */
const unseen: TextView = {
  leavesOut: new RegExp(
    [
      String.raw`(?:[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]`,
      String.raw`\u001b\[[0-9;]*m|\\\r?\n`,
      // The same signs in a file, which is read one character a byte.
      String.raw`\xc2\xad|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf)+`,
    ].join('|'),
    'g',
  ),
  foldsCase: false,
};

/** A text without what stands between the codes of single characters: `0x73, 0x6b`, `\x73\x6b`, `73:6b`, `&#x73;`. */
const codes: TextView = {
  leavesOut: /(?:[\s\0:,;=-]|%(?:25)*|&#x?|0x|\\(?:u\{|[xunrt])?|\})+/gi,
  foldsCase: true,
};

/** Shorter values, and such without a digit, may be words of a text that stand side by side. */
const shortestAcrossBlanks = 16;

/** Every form in which a secret is known, by the view of a text in which it is looked for. */
export function writtenForms(secrets: readonly string[]): Forms[] {
  return [
    { view: exact, forms: secrets.flatMap(exactForms) },
    { view: joined, forms: secrets.flatMap(joinedForms) },
    { view: marked, forms: secrets.flatMap(joinedForms) },
    { view: unseen, forms: secrets.flatMap((secret) => [secret, reversed(secret)]) },
    { view: codes, forms: secrets.flatMap(codeForms) },
  ].map(({ view, forms }) => ({
    view,
    forms: [...new Set(forms.map((form) => seen(form, view)))].filter((form) => form !== ''),
  }));
}

/** The text as the view shows it. */
export function seen(text: string, { leavesOut, foldsCase }: TextView): string {
  const left = leavesOut === null ? text : text.replace(leavesOut, '');
  // This letter alone has a small form that is longer, which would move all that follows.
  return foldsCase ? left.replaceAll('\u0130', '\0').toLowerCase() : left;
}

function exactForms(secret: string): string[] {
  const percent = encodeURIComponent(secret.toWellFormed());
  const utf16 = wide(secret);
  const plain = [
    secret,
    [...secret].toReversed().join(''),
    // A file that is not known to be text is read one character a byte.
    Buffer.from(secret).toString('latin1'),
    utf16.little.toString('latin1'),
    utf16.big.toString('latin1'),
  ];
  return [
    ...plain,
    ...plain.map((form) => JSON.stringify(form).slice(1, -1)),
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  ];
}

function joinedForms(secret: string): string[] {
  const { little, big } = wide(secret);
  const base64 = [Buffer.from(secret), little, big].flatMap((bytes) =>
    [0, 1, 2].map((alignment) => base64Inside(bytes, alignment)),
  );
  const whole = Buffer.from(secret).toString('base64');
  const encoded = [whole, whole.replace(/=+$/, ''), ...base64];
  return [
    ...acrossBlanks(secret),
    ...encoded,
    ...encoded.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

const reversed = (text: string) => [...text].toReversed().join('');

function acrossBlanks(secret: string): string[] {
  const isPlain = secret.length < shortestAcrossBlanks || !/\d/.test(secret);
  return isPlain ? [] : [secret, reversed(secret)];
}

function codeForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const { little, big } = wide(secret);
  return [
    ...[bytes, little, big].map((encoded) => encoded.toString('hex')),
    [...bytes].join(''),
    [...secret].map((character) => character.codePointAt(0)).join(''),
    [...bytes].map((byte) => byte.toString(8).padStart(3, '0')).join(''),
    [...bytes].map((byte) => byte.toString(8)).join(''),
  ];
}

/** The two byte orders of UTF-16. */
function wide(secret: string): { little: Buffer; big: Buffer } {
  const little = Buffer.from(secret, 'utf16le');
  return { little, big: Buffer.from(little).swap16() };
}

/**
 * The characters that bytes give within the base64 of a longer text in which `alignment` bytes (modulo 3) stand before
 * them: those at their edges that mix in a neighbour's bits are left out.
 */
function base64Inside(inner: Buffer, alignment: number): string {
  const bytes = Buffer.concat([Buffer.alloc(alignment), inner]);
  const wholeCharacters = Math.floor((bytes.length * 8) / 6);
  const mixedAtStart = Math.ceil((alignment * 8) / 6);
  return bytes.toString('base64').slice(mixedAtStart, wholeCharacters);
}
