import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { keyId } from './keys.ts';

/** What the signed bytes are, which is signed along with them. */
export const payloadType = 'application/vnd.in-toto+json';

const envelopeSchema = z.object({
  payload: z.string(),
  payloadType: z.string(),
  signatures: z.array(z.object({ keyid: z.string().optional(), sig: z.string() })),
});

/** A DSSE v1 envelope (JSON) around a statement's bytes, signed with a private Ed25519 key. */
export function signedEnvelope(statement: Buffer, privateKey: KeyObject): string {
  const signature = sign(null, preAuthenticationEncoding(payloadType, statement), privateKey);
  const envelope: z.infer<typeof envelopeSchema> = {
    payload: statement.toString('base64'),
    payloadType,
    signatures: [{ keyid: keyId(createPublicKey(privateKey)), sig: signature.toString('base64') }],
  };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

/** What is wrong with an envelope around this statement, each a sentence; `publicKey` is the one that is trusted. */
export function envelopeProblems(text: string, statement: Buffer, publicKey: KeyObject): string[] {
  const envelope = parseEnvelope(text);
  if (envelope === null) return ['the signed certificate is no DSSE envelope'];
  const payload = Buffer.from(envelope.payload, 'base64');
  const signed = preAuthenticationEncoding(envelope.payloadType, payload);
  // The key's id in the envelope is not signed: it decides nothing.
  const isSigned = envelope.signatures.some(({ sig }) =>
    verify(null, signed, publicKey, Buffer.from(sig, 'base64')),
  );
  return [
    ...(isSigned ? [] : [`the certificate is not signed by the key ${keyId(publicKey)}`]),
    ...(envelope.payloadType === payloadType
      ? []
      : [`the signed certificate is of the type ${JSON.stringify(envelope.payloadType)}`]),
    ...(payload.equals(statement) ? [] : ['the signed certificate is another one than certificate.json']),
  ];
}

/** PAE of DSSE v1: both parts with their length in bytes, so that no two pairs come to the same bytes. */
export function preAuthenticationEncoding(type: string, body: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `;
  return Buffer.concat([Buffer.from(head), body]);
}

function parseEnvelope(text: string): z.infer<typeof envelopeSchema> | null {
  try {
    return envelopeSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
