import { expect, test } from 'vitest';
import { jobsFor, jobsOfMachine } from './jobs-of-machine.ts';

const gibibyte = 2 ** 30;

test.each([
  { cores: 1, gibibytes: 64, jobs: 1 },
  { cores: 2, gibibytes: 64, jobs: 1 },
  { cores: 4, gibibytes: 16, jobs: 2 },
  { cores: 16, gibibytes: 5, jobs: 2 },
  { cores: 64, gibibytes: 256, jobs: 6 },
])('$cores cores with $gibibytes GiB have room for $jobs', ({ cores, gibibytes, jobs }) => {
  expect(jobsFor(cores, gibibytes * gibibyte)).toBe(jobs);
});

test('runs that share the network of the machine are made one after another', () => {
  expect(jobsOfMachine('off')).toBe(1);
  expect(jobsOfMachine('sandbox-exec')).toBe(1);
});
