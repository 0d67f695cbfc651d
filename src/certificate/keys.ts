import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** The private Ed25519 key in a PEM file. Rejects with an Error whose message is a sentence that names the file. */
export async function readPrivateKey(path: string): Promise<KeyObject> {
  const pem = await readKeyFile(path);
  if (/^-+BEGIN ENCRYPTED|^Proc-Type: .*ENCRYPTED/m.test(pem)) {
    throw new Error(`${path} asks for a passphrase, which nobody gives at the end of a run`);
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new Error(noPrivateKey(path), { cause });
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(noPrivateKey(path));
  return key;
}

/** The public Ed25519 key in a PEM file, which may be the private one's. Rejects as `readPrivateKey` does. */
export async function readPublicKey(path: string): Promise<KeyObject> {
  const pem = await readKeyFile(path);
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch (cause) {
    throw new Error(`${path} holds no Ed25519 key in PEM`, { cause });
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} holds no Ed25519 key in PEM`);
  return key;
}

/** SHA-256 (hex) of the public key's DER form (SPKI): what an envelope calls its key by. */
export function keyId(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

async function readKeyFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'ENOENT' ? 'does not exist' : `can't be read (${cause.code ?? cause})`;
    throw new Error(`${path} ${reason}`, { cause });
  });
}

const noPrivateKey = (path: string) =>
  `${path} holds no private Ed25519 key in PEM; make one with: openssl genpkey -algorithm ed25519 -out <file>`;
