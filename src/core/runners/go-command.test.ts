import { expect, test } from 'vitest';
import { goTestAsJson } from './go-command.ts';

test.each([
  ['go test ./...', 'go test -json ./...', false],
  ['go test', 'go test -json', false],
  ['cd .. && CGO_ENABLED=0 go test -v ./...', 'cd .. && CGO_ENABLED=0 go test -json -v ./...', true],
  ["go test -run 'TestA|TestB' ./shop", "go test -json -run 'TestA|TestB' ./shop", false],
  ['go test -test.v=true -count=2 ./...', 'go test -json -test.v=true -count=2 ./...', true],
])('%s is asked for each test', (command, asked, isVerbose) => {
  expect(goTestAsJson(command)).toEqual({ command: asked, isVerbose });
});

test.each([
  'go vet ./... && go test ./...',
  'go test ./... | tee out',
  'go test ./...; echo done',
  'go test $(go list ./...)',
  'go test -json ./...',
  'go test -c',
  'go test -list .',
  'gotestsum',
  'go testing',
  'make test',
  'go test ./...\nrm -f x',
])('%s is left as it is', (command) => {
  expect(goTestAsJson(command)).toBeNull();
});
