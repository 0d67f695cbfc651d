import type {
  AuthMethod,
  ClientContext,
  RequestPermissionRequest,
  RequestPermissionResponse,
} from '@agentclientprotocol/sdk';
import { FailedTalk } from './failed-talk.ts';
import type { UpdateLog } from './update-log.ts';

/** The version of the protocol that is spoken here. */
const protocolVersion = 1;

/** A session that was opened. */
export interface OpenedSession {
  sessionId: string;
  /** As the agent names itself. */
  program: { name: string; version: string } | null;
}

/** Greets the agent and opens a session in `folder`; logs in by what it was given where it asks for that. */
export async function openAgentSession(
  agent: ClientContext,
  folder: string,
  logins: readonly string[],
): Promise<OpenedSession> {
  const greeting = await agent.request('initialize', {
    protocolVersion,
    // It works with its own tools, inside of its sandbox: nothing is done for it out here.
    clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
    clientInfo: { name: 'proofloop', title: 'proofloop', version: '1' },
  });
  if (greeting.protocolVersion !== protocolVersion) {
    throw new FailedTalk(
      'not_understood',
      `the agent speaks version ${greeting.protocolVersion} of the protocol, and not ${protocolVersion}`,
    );
  }
  const { agentInfo, authMethods = [] } = greeting;
  const program = agentInfo ? { name: agentInfo.name, version: agentInfo.version } : null;
  const create = () => agent.request('session/new', { cwd: folder, mcpServers: [] });
  const session = await create().catch(async (error: unknown) => {
    if (!wantsLogin(error)) throw error;
    await logIn(agent, authMethods ?? [], logins, error);
    return create();
  });
  return { sessionId: session.sessionId, program };
}

const loginCode = -32_000;

/** Whether an error of an agent says that it wants a login. */
export function wantsLogin(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === loginCode;
}

/** Tries the ways that need nobody; the agent offers others, which open a browser. */
async function logIn(
  agent: ClientContext,
  offered: readonly AuthMethod[],
  logins: readonly string[],
  wanted: unknown,
): Promise<void> {
  let last = wanted;
  for (const methodId of logins.filter((id) => offered.some((method) => method.id === id))) {
    try {
      await agent.request('authenticate', { methodId });
      return;
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

/** Grants what an agent asks for: its sandbox says what it can do. */
export function grant(
  { options, toolCall }: RequestPermissionRequest,
  log: UpdateLog,
): RequestPermissionResponse {
  const chosen = ['allow_once', 'allow_always']
    .map((kind) => options.find((option) => option.kind === kind))
    .find((option) => option !== undefined);
  log.note({
    kind: 'permission',
    text: toolCall.title ?? toolCall.toolCallId,
    status: chosen?.name ?? 'not granted: it offers no such answer',
  });
  if (chosen === undefined) return { outcome: { outcome: 'cancelled' } };
  return { outcome: { outcome: 'selected', optionId: chosen.optionId } };
}
