import type { KeyObject } from 'node:crypto';
import { envelopeProblems } from './envelope.ts';
import { readPublicKey } from './keys.ts';

/** Which key must have signed a certificate. */
export interface TrustedKey {
  /** The public key that a person names; null for none. */
  given: string | null;
  /** The private key that the run was to be signed with; null where it was not to be signed. */
  sign: string | null;
}

/** What is wrong with the signature of a certificate, each a sentence; `envelope` is null where there is none. */
export async function signatureProblems(
  runId: string,
  statement: Buffer,
  envelope: Buffer | null,
  trusted: TrustedKey,
): Promise<string[]> {
  if (envelope === null) {
    if (trusted.sign !== null) {
      return [`the certificate is not signed, although --sign was given: proofloop resume ${runId} signs it`];
    }
    return trusted.given === null
      ? []
      : ['the certificate is not signed: the run was started without --sign'];
  }
  try {
    const key = await publicKeyOf(trusted);
    return envelopeProblems(envelope.toString(), statement, key);
  } catch (error) {
    return [
      `the signature can't be checked: ${(error as Error).message}; name a public key with --public-key`,
    ];
  }
}

/** The key that a person names, else the run's own, else the public one beside it. */
async function publicKeyOf({ given, sign }: TrustedKey): Promise<KeyObject> {
  if (given !== null) return readPublicKey(given);
  if (sign === null) throw new Error('the run was started without --sign');
  return readPublicKey(sign).catch(async (error: Error) =>
    readPublicKey(`${sign}.pub`).catch(() => {
      throw error;
    }),
  );
}
