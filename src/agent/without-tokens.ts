import type { AgentReport } from '../core/agent/agent-wire.ts';
import type { WorkOrder } from '../ports/role-worker.ts';
import { createRedactor } from '../system/redact.ts';
import { redactStrings } from '../system/redact-strings.ts';

/** An order whose worker's words are told without the tokens that it holds when it says them. */
export interface TokenlessOrder {
  order: WorkOrder;
  /** The report in the same way, once all is told that it said before. */
  reported(report: AgentReport): Promise<AgentReport>;
}

export function withoutTokens(order: WorkOrder, tokens: () => Promise<readonly string[]>): TokenlessOrder {
  let redact = createRedactor([]);
  let known = 0;
  let telling = Promise.resolve();
  const inTurn = (tell: (redact: (text: string) => string) => void) => {
    telling = telling.then(async () => {
      const now = await tokens();
      if (now.length !== known) redact = createRedactor(now);
      known = now.length;
      tell(redact);
    });
    return telling;
  };
  return {
    order: {
      ...order,
      tell: (update) => void inTurn((clean) => order.tell(redactStrings(update, clean))),
      askedAgain: (error) => void inTurn((clean) => order.askedAgain(clean(error))),
    },
    async reported(report) {
      let clean = report;
      await inTurn((redactNow) => {
        clean = redactStrings(report, redactNow);
      });
      return clean;
    },
  };
}
