import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const read = (name: string) => readFileSync(resolve(import.meta.dirname, '../docs', name), 'utf8');

/** What of the file decides on the address of its database. */
interface Composed {
  services: {
    database: {
      image: string;
      environment: Record<'POSTGRES_USER' | 'POSTGRES_PASSWORD' | 'POSTGRES_DB', string>;
      ports: string[];
      volumes: string[];
      command: string[];
    };
  };
  volumes: Record<string, unknown>;
}

const text = read('compose.yaml');
const { services, volumes } = parse(text, { strict: true, uniqueKeys: true }) as Composed;

test('the database that the compose file starts is the one that the papers name', () => {
  const {
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
    POSTGRES_DB: name,
  } = services.database.environment;
  const [published = ''] = services.database.ports;
  const address = /^(.+):(\d+):5432$/.exec(published);
  const url = `postgresql://${user}:${password}@${address?.[1]}:${address?.[2]}/${name}`;
  expect(read('fleet.md')).toContain(`export PROOFLOOP_DATABASE_URL=${url}\n`);
  expect(text).toContain(`export PROOFLOOP_DATABASE_URL=${url}\n`);
  // With a password that everybody knows it is reached from this machine alone.
  expect(address?.[1]).toBe('127.0.0.1');
});

test('what the compose file keeps outlives the container', () => {
  const [kept = ''] = services.database.volumes;
  const [volume = '', folder] = kept.split(':');
  expect([Object.keys(volumes), folder]).toEqual([[volume], '/var/lib/postgresql/data']);
  // From 18 on the image keeps its data in another folder, and would write it into the container here.
  const [, version] = /^postgres:(\d+)$/.exec(services.database.image) ?? [];
  expect(Number(version)).toBeLessThan(18);
});
