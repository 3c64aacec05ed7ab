import { stableJson } from '../../../base/index.ts';
import { emptyBackend } from '../names.ts';
import type { ClbOperation, SetInstanceStep } from './operations.ts';
import { conditionsText } from './rule-steps.ts';

/** What an operation is about, for people: one short line without any key. */
export function whatOf(operation: ClbOperation): string {
  switch (operation.kind) {
    case 'create-instance': {
      const { name, addressType, specification, instanceChargeType } = operation.request;
      return [name, addressType, specification ?? instanceChargeType ?? ''].filter(Boolean).join(', ');
    }
    case 'set-instance':
      return `${operation.instance}: ${changeText(operation.change)}`;
    case 'upload-certificate':
      return operation.source.kind === 'fake'
        ? 'the fake certificate'
        : `Secret ${operation.source.certificate.namespace}/${operation.source.certificate.name}`;
    case 'create-server-group':
      return operation.backend === emptyBackend
        ? 'the group without backends'
        : `${operation.backend}, ${operation.backends.length} backend(s)`;
    case 'create-listener':
    case 'change-listener':
    case 'start-listener':
    case 'delete-listener':
      return portText(operation.listener);
    case 'create-rules':
      return `${portText(operation.listener)}: ${listText(operation.rules.map(conditionsText))}`;
    case 'set-rule':
      return `${portText(operation.listener)}: ${operation.conditions}`;
    case 'delete-rules':
      return `${portText(operation.listener)}: ${listText(operation.conditions)}`;
    case 'create-extension':
    case 'set-extension':
    case 'delete-extension':
      return operation.domain;
    case 'delete-server-group':
    case 'delete-certificate':
      return operation.name;
    case 'note-idle':
    case 'delete-instance':
      return operation.instance;
    case 'refuse':
    case 'serve':
      return operation.problems.map(({ reason }) => reason).join(', ');
    default:
      return operation satisfies never;
  }
}

function changeText(change: SetInstanceStep['change']): string {
  const { kind, ...values } = change;
  return `${kind} ${Object.values(values)
    .map((value) => (typeof value === 'object' ? stableJson(value) : String(value)))
    .join(' ')}`;
}

function portText({ port, protocol }: { readonly port: number; readonly protocol: string }): string {
  return `${port} (${protocol})`;
}

/** Names in a cell of a table. */
const mostNames = 3;

function listText(names: readonly string[]): string {
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
  return `${names.slice(0, mostNames).join(', ')}${more}`;
}
