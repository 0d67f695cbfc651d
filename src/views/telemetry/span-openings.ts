import type { LoggedEvent, Payload } from '../../core/events.ts';
import type { Attributes, RunSpan } from './span.ts';
import { checkSpanKey, textMessage, toolSpanKey } from './span-parts.ts';

/** What an event begins. */
export interface Opening {
  key: string;
  /** Keys of the spans that may be around it, the innermost first. */
  parents: readonly string[];
  name: string;
  kind: RunSpan['kind'];
  attributes: Attributes;
}

/** The spans that an event begins. */
export function spansBegunBy(
  { event, payload }: LoggedEvent,
  baseUrl: string,
  withContents: boolean,
): readonly Opening[] {
  const contents = (attributes: Attributes) => (withContents ? attributes : {});
  switch (event) {
    case 'loop_started':
      return [workflow('run', contents({ 'gen_ai.input.messages': textMessage('user', payload.task) }))];
    case 'loop_resumed':
      return [workflow('run', { 'proofloop.resumed': true })];
    case 'judge_started':
      return [workflow('judge', {})];
    case 'role_started':
      return [
        {
          ...{ key: 'role', parents: ['run'], name: `invoke_agent ${payload.role}`, kind: 'internal' },
          attributes: {
            ...operation('invoke_agent'),
            'gen_ai.agent.name': payload.role,
            ...(payload.agent === undefined ? { 'gen_ai.request.model': payload.model } : {}),
            'proofloop.iteration': payload.iteration,
          },
        },
      ];
    case 'model_request':
      return [
        {
          ...{ key: 'chat', parents: ['role', 'run'], name: `chat ${payload.model}`, kind: 'client' },
          attributes: {
            ...operation('chat'),
            ...serverOf(baseUrl),
            'gen_ai.request.model': payload.model,
            'gen_ai.output.type': 'json',
            'gen_ai.agent.name': payload.role,
            'proofloop.iteration': payload.iteration,
            'proofloop.step': payload.step,
            'proofloop.attempt': payload.attempt,
          },
        },
      ];
    case 'agent_request':
      return [
        {
          ...{ key: 'agent', parents: ['role', 'run'], kind: 'client' },
          name: `invoke_agent ${programOf(payload.agent)}`,
          attributes: {
            ...operation('invoke_agent'),
            'gen_ai.agent.name': programOf(payload.agent),
            'proofloop.iteration': payload.iteration,
            'proofloop.attempt': payload.attempt,
          },
        },
      ];
    case 'tool_call':
      return [
        tool(toolSpanKey(payload.call_id), payload.name, ['role', 'run'], {
          'gen_ai.tool.type': 'function',
          'gen_ai.tool.call.id': payload.call_id,
          'proofloop.iteration': payload.iteration,
          ...contents({ 'gen_ai.tool.call.arguments': payload.arguments }),
        }),
      ];
    case 'setup_started':
      return [tool('setup', 'setup', ['run'], contents(commandsOf(payload.commands)))];
    case 'check_started':
      return [check(payload, contents(commandsOf(payload.commands)))];
    case 'checks_ahead':
      return payload.checks.map((place) => check(place, contents(commandsOf(place.commands))));
    default:
      return [];
  }
}

function operation(name: string): Attributes {
  return { 'gen_ai.operation.name': name, 'gen_ai.provider.name': 'openai' };
}

function workflow(command: 'run' | 'judge', more: Attributes): Opening {
  const name = `proofloop ${command}`;
  const attributes = {
    'gen_ai.operation.name': 'invoke_workflow',
    'gen_ai.workflow.name': name,
    ...more,
  };
  return { key: 'run', parents: [], name: `invoke_workflow ${name}`, kind: 'internal', attributes };
}

function tool(key: string, name: string, parents: readonly string[], more: Attributes): Opening {
  const attributes = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name, ...more };
  return { key, parents, name: `execute_tool ${name}`, kind: 'internal', attributes };
}

function check(place: Pick<Payload<'check_started'>, 'check' | 'tree'>, more: Attributes): Opening {
  return tool(checkSpanKey(place), 'check', ['run'], { 'proofloop.check': place.check, ...more });
}

function commandsOf(commands: readonly string[]): Attributes {
  return { 'gen_ai.tool.call.arguments': JSON.stringify({ commands }) };
}

/** The program of an agent that is named by its command line, which may say more than everybody should read. */
function programOf(agent: string): string {
  return (agent.split(' ')[0] ?? '').split('/').at(-1) ?? '';
}

function serverOf(baseUrl: string): Attributes {
  try {
    const { hostname, port, protocol } = new URL(baseUrl);
    return { 'server.address': hostname, 'server.port': Number(port) || (protocol === 'http:' ? 80 : 443) };
  } catch {
    return {};
  }
}
