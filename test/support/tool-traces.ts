import type { Role } from '../../src/core/role.ts';

/** One tool call of a trace, with what it came to. */
export interface TracedCall {
  name: 'shell' | 'apply_patch';
  arguments: string;
  output: string;
  exitCode: number;
  /** The coder's tree after it. */
  tree: string;
}

/** The tool calls of one role call, as they come one after another; those of one answer stand together. */
export interface ToolTrace {
  name: string;
  role: Role;
  answers: TracedCall[][];
}

/** A shell call that leaves the tree as `tree`. */
export function sh(command: string, output: string, exitCode = 0, tree = 't0'): TracedCall {
  const text = `exit code ${exitCode}\n${output}`;
  const call = JSON.stringify({ command, timeout_ms: null });
  return { name: 'shell', arguments: call, output: text, exitCode, tree };
}

/** A patch that applied. */
export function edit(change: string, tree: string): TracedCall {
  const patch = `*** Begin Patch\n*** Update File: src/price.ts\n@@\n${change}\n*** End Patch`;
  const output = 'Done:\nM src/price.ts';
  return { name: 'apply_patch', arguments: JSON.stringify({ patch }), output, exitCode: 0, tree };
}

/** A patch that did not. */
export function badEdit(change: string, output: string, tree = 't0'): TracedCall {
  return { ...edit(change, tree), output, exitCode: 1 };
}

/** One answer for each call. */
export function trace(name: string, calls: TracedCall[], role: Role = 'coder'): ToolTrace {
  return { name, role, answers: calls.map((call) => [call]) };
}

/** `count` values of `make`, counted from 0. */
export function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** What a test runner prints; its durations differ from run to run. */
export function testOutput(failures: readonly string[], durationMs: number): string {
  const failed = failures.map(
    (id) => `not ok - ${id}\n  duration_ms: ${durationMs / 7}\n  expected 12 to be 10`,
  );
  return [
    ...failed,
    `# fail ${failures.length}`,
    `# duration_ms ${durationMs}.482`,
    `Done in ${durationMs / 1000}s.`,
  ].join('\n');
}
