import type { RoleCall } from '../core/state.ts';
import type { Workspace } from '../ports/run-workspace.ts';
import type { View } from '../ports/view.ts';

/** The view of the role call under way: opened at its first tool call, kept until the next one begins. */
export interface RoleViews {
  /** The view of this call with exactly the files of the call's tree at its opening. */
  viewFor(call: RoleCall, iteration: number): Promise<View>;
  closeAll(): Promise<void>;
  /** As `closeAll`, with the files of the coder's view removed too. */
  discardAll(): Promise<void>;
}

export function roleViews(workspace: Workspace): RoleViews {
  let open: { key: string; view: View } | null = null;
  const closeAll = async () => {
    const closing = open;
    open = null;
    await closing?.view.close();
  };
  return {
    closeAll,
    async discardAll() {
      const discarded = open;
      open = null;
      await discarded?.view.discard();
    },
    async viewFor(call, iteration) {
      const key = `${iteration}:${call.role}`;
      if (open?.key === key) return open.view;
      await closeAll();
      open = { key, view: await workspace.open(call.role, call.tree) };
      return open.view;
    },
  };
}
