import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { envelopeProblems, payloadType, preAuthenticationEncoding, signedEnvelope } from './envelope.ts';
import { keyId } from './keys.ts';
import { newKeyPair } from './testing.ts';

const pair = newKeyPair();
const privateKey = createPrivateKey(pair.privateKey);
const publicKey = createPublicKey(pair.publicKey);
const statement = Buffer.from('{"_type": "ü"}\n');

interface Envelope {
  payload: string;
  payloadType: string;
  signatures: { keyid: string; sig: string }[];
}

/** A sound envelope with something about it changed. */
function changed(change: (envelope: Envelope) => void): string {
  const envelope = JSON.parse(signedEnvelope(statement, privateKey)) as Envelope;
  change(envelope);
  return JSON.stringify(envelope);
}

const unsigned = [`the certificate is not signed by the key ${keyId(publicKey)}`];

test('the encoding that is signed is that of the DSSE specification', () => {
  const example = preAuthenticationEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
  expect(example.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  expect(preAuthenticationEncoding('ü', Buffer.from('ü ')).toString()).toBe('DSSEv1 2 ü 3 ü ');
});

test('a signature is the one that RFC 8032 defines: the same each time', () => {
  expect(signedEnvelope(statement, privateKey)).toBe(signedEnvelope(statement, privateKey));
});

describe('an envelope', () => {
  test('holds the statement byte by byte, its type and the id of its key', () => {
    const { payload, signatures, ...rest } = JSON.parse(signedEnvelope(statement, privateKey)) as Envelope;
    expect(Buffer.from(payload, 'base64').equals(statement)).toBe(true);
    expect(rest).toEqual({ payloadType });
    expect(signatures).toEqual([{ keyid: keyId(publicKey), sig: expect.any(String) }]);
  });

  test('is sound under its key, in either form of base64, whatever the key is called, beside others', () => {
    expect(envelopeProblems(signedEnvelope(statement, privateKey), statement, publicKey)).toEqual([]);
    const variants = [
      changed(({ signatures: [signature] }) => {
        if (signature) signature.sig = Buffer.from(signature.sig, 'base64').toString('base64url');
      }),
      changed(({ signatures: [signature] }) => {
        if (signature) signature.keyid = 'another';
      }),
      changed(({ signatures }) => {
        signatures.unshift({ keyid: keyId(publicKey), sig: 'AAAA' });
      }),
    ];
    for (const text of variants) expect(envelopeProblems(text, statement, publicKey)).toEqual([]);
  });

  test('is not signed under another key, even one that it names', () => {
    const other = createPublicKey(newKeyPair().publicKey);
    const text = changed(({ signatures: [signature] }) => {
      if (signature) signature.keyid = keyId(other);
    });
    expect(envelopeProblems(text, statement, other)).toEqual([
      `the certificate is not signed by the key ${keyId(other)}`,
    ]);
  });

  test('with another payload is not signed, and is not about this statement', () => {
    const forged = Buffer.from('{"_type": "forged"}\n');
    const text = changed((envelope) => {
      envelope.payload = forged.toString('base64');
    });
    expect(envelopeProblems(text, statement, publicKey)).toEqual([
      ...unsigned,
      'the signed certificate is another one than certificate.json',
    ]);
    expect(envelopeProblems(text, forged, publicKey)).toEqual(unsigned);
  });

  test('of another statement that was really signed is not about this one', () => {
    const other = signedEnvelope(Buffer.from('{}'), privateKey);
    expect(envelopeProblems(other, statement, publicKey)).toEqual([
      'the signed certificate is another one than certificate.json',
    ]);
  });

  test('of another type is not signed as such', () => {
    const text = changed((envelope) => {
      envelope.payloadType = 'application/json';
    });
    expect(envelopeProblems(text, statement, publicKey)).toEqual([
      ...unsigned,
      'the signed certificate is of the type "application/json"',
    ]);
  });

  test.each(['', '[]', '{"payload": "e30="}', '{"payload": 1, "payloadType": "", "signatures": []}'])(
    'must be one: %s',
    (text) => {
      expect(envelopeProblems(text, statement, publicKey)).toEqual([
        'the signed certificate is no DSSE envelope',
      ]);
    },
  );

  test('without a signature is not signed', () => {
    const text = changed((envelope) => {
      envelope.signatures = [];
    });
    expect(envelopeProblems(text, statement, publicKey)).toEqual(unsigned);
  });
});
