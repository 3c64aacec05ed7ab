import type { CaseRequest } from './routing-case.ts';

/** A request as people write it: method and protocol only where they are not the usual ones, or asked for. */
export function requestText(request: CaseRequest, protocol: CaseRequest['over'] = request.over): string {
  const { url, method, headers, body, serverName, to } = request;
  const start = protocol === undefined ? url : `${protocol}://${url}`;
  const notes = [
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`body ${JSON.stringify(body)}`]),
    ...(serverName === undefined ? [] : [serverName === '' ? 'no server name' : `server name ${serverName}`]),
    ...(to === undefined ? [] : [`at the address of ${to}`]),
  ];
  return `${method === undefined ? '' : `${method} `}${start}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}
