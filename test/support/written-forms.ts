const lines = (text: string, length: number) => text.replace(new RegExp(`.{${length}}`, 'g'), '$&\n');
const each = (bytes: Buffer, write: (byte: number) => string) => [...bytes].map(write);
const hexOf = (byte: number) => byte.toString(16).padStart(2, '0');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

/** How a text can be written so that it reads differently and anybody can read it: by name, a writer for ASCII. */
export const writtenForms: Record<string, (secret: string) => string> = {
  plain: (secret) => secret,
  'in-lines': (secret) => lines(secret, 7),
  spaced: (secret) => [...secret].join(' '),
  reversed: (secret) => [...secret].toReversed().join(''),
  'utf-16le': (secret) => utf16(secret).toString('latin1'),
  'utf-16be': (secret) => utf16(secret).swap16().toString('latin1'),
  base64: (secret) => Buffer.from(secret).toString('base64'),
  base64url: (secret) => Buffer.from(`?>${secret}`).toString('base64url'),
  'base64-within': (secret) => Buffer.from(`key=${secret};`).toString('base64'),
  'base64-in-lines': (secret) => lines(Buffer.from(`key = ${secret}\n`).toString('base64'), 12),
  'base64-in-indented-lines': (secret) =>
    lines(Buffer.from(secret).toString('base64'), 8).replaceAll('\n', '\r\n    '),
  'base64-in-escaped-lines': (secret) => JSON.stringify(lines(Buffer.from(secret).toString('base64'), 16)),
  'base64-of-utf-16': (secret) => utf16(`$k='${secret}'`).toString('base64'),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  'hex-in-capitals': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  'hex-in-lines': (secret) => lines(Buffer.from(secret).toString('hex'), 15),
  'hex-with-colons': (secret) => each(Buffer.from(secret), hexOf).join(':'),
  'hex-of-utf-16': (secret) => utf16(secret).toString('hex'),
  'hex-escapes': (secret) => each(Buffer.from(secret), (byte) => `\\x${hexOf(byte)}`).join(''),
  'hex-list': (secret) => each(Buffer.from(secret), (byte) => `0x${hexOf(byte)}`).join(', '),
  'unicode-escapes': (secret) => each(Buffer.from(secret), (byte) => `\\u00${hexOf(byte)}`).join(''),
  'octal-escapes': (secret) =>
    each(Buffer.from(secret), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  percent: (secret) => each(Buffer.from(secret), (byte) => `%${hexOf(byte)}`).join(''),
  'quoted-printable': (secret) =>
    each(Buffer.from(secret), (byte) => `=${hexOf(byte).toUpperCase()}`).join(''),
  'decimal-list': (secret) => `[${each(Buffer.from(secret), String).join(', ')}]`,
  'base64-in-numbered-lines': (secret) =>
    lines(`key = ${Buffer.from(secret).toString('base64')}`, 12)
      .split('\n')
      .map((line, index) => `     ${index + 1}\t${line}`)
      .join('\n'),
  'base64-in-added-lines': (secret) =>
    lines(Buffer.from(secret).toString('base64'), 12).replaceAll('\n', '\n+'),
  'in-continued-lines': (secret) => lines(secret, 9).replaceAll('\n', '\\\n'),
  'with-unseen-signs': (secret) => [...secret].join('\u00ad\u200b'),
  'between-colours': (secret) => [...secret].join('\u001b[0m'),
  'braced-escapes': (secret) => each(Buffer.from(secret), (byte) => `\\u{${hexOf(byte)}}`).join(''),
  'short-octal-escapes': (secret) => each(Buffer.from(secret), (byte) => `\\${byte.toString(8)}`).join(''),
  'percent-twice': (secret) => each(Buffer.from(secret), (byte) => `%25${hexOf(byte)}`).join(''),
  entities: (secret) => each(Buffer.from(secret), (byte) => `&#${byte};`).join(''),
  'hex-entities': (secret) => each(Buffer.from(secret), (byte) => `&#x${hexOf(byte)};`).join(''),
};
