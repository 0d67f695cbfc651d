import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keyId, readPrivateKey, readPublicKey } from './keys.ts';
import { newKeyPair } from './testing.ts';

async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-keys-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'key.pem');
  await writeFile(path, text);
  return path;
}

test('the two halves of a pair have one id, and either file gives the public one', async () => {
  const { privateKey, publicKey } = newKeyPair();
  const fromPrivate = await readPublicKey(await fileWith(privateKey));
  const fromPublic = await readPublicKey(await fileWith(publicKey));
  expect((await readPrivateKey(await fileWith(privateKey))).type).toBe('private');
  expect([fromPrivate.type, fromPublic.type]).toEqual(['public', 'public']);
  expect(keyId(fromPrivate)).toBe(keyId(fromPublic));
});

test("a key's id is the SHA-256 of its DER form, as openssl prints it", async () => {
  const path = await fileWith(newKeyPair().publicKey);
  const der = execFileSync('openssl', ['pkey', '-pubin', '-in', path, '-pubout', '-outform', 'DER']);
  expect(keyId(await readPublicKey(path))).toBe(createHash('sha256').update(der).digest('hex'));
});

test('the command that an error names makes a key that is taken', async () => {
  const path = await fileWith('');
  execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', path], { stdio: 'ignore' });
  expect((await readPrivateKey(path)).asymmetricKeyType).toBe('ed25519');
});

const rsa = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const encrypted = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

test.each([
  ['a public key', newKeyPair().publicKey, /holds no private Ed25519 key in PEM; make one with: openssl/],
  ['a key of another kind', rsa.privateKey, /holds no private Ed25519 key/],
  ['a key with a passphrase', encrypted.privateKey, /asks for a passphrase/],
  ['something else', 'hello', /holds no private Ed25519 key/],
])('%s can not sign', async (_name, text, message) => {
  const path = await fileWith(text);
  await expect(readPrivateKey(path)).rejects.toThrow(message);
  await expect(readPrivateKey(path)).rejects.toThrow(path);
});

test.each([
  ['a key of another kind', rsa.publicKey],
  ['something else', 'hello'],
])('%s can not check a signature', async (_name, text) => {
  await expect(readPublicKey(await fileWith(text))).rejects.toThrow(/holds no Ed25519 key in PEM/);
});

test('a file that is not there is named', async () => {
  await expect(readPrivateKey('/nowhere/key.pem')).rejects.toThrow('/nowhere/key.pem does not exist');
});
