#!/usr/bin/env node
// Kept to syntax that old versions of Node can read, so that they print the sentence below instead of a stack.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (process.platform === 'win32') {
  process.stderr.write('proofloop does not run on native Windows: use WSL2.\n');
  process.exitCode = 2;
} else if (major < 22 || (major === 22 && minor < 13)) {
  const { findNodeBeside, startWith } = await import('./newer-node.ts');
  const node = findNodeBeside();
  if (node === null) {
    process.stderr.write(`proofloop needs Node 22.13 or later; this is ${process.versions.node}.\n`);
    process.exitCode = 2;
  } else {
    process.exitCode = await startWith(node);
  }
} else if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  const { version } = await import('../runs/version.ts');
  process.stdout.write(`${version}\n`);
} else {
  const { keepCompiledCode } = await import('./compiled-code.ts');
  keepCompiledCode();
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
}

export {};
