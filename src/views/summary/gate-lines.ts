import type { Gate } from '../../core/events.ts';
import { plainLine } from '../text/plain-text.ts';

/** One line for each gate: `[x] tests_passed: <reason>`; `[ ]` where it is not met. */
export function gateLines(gates: readonly Gate[]): string[] {
  return gates.map(({ name, met, reason }) => {
    const words = plainLine(reason);
    return `[${met ? 'x' : ' '}] ${plainLine(name)}${words === '' ? '' : `: ${words}`}`;
  });
}
