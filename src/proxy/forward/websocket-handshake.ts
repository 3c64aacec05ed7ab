import type { Decision } from './forwarding.ts';
import type { RequestHead } from './request.ts';

/** 16 bytes in base64: of the last digit, two bits count. */
const keyPattern = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
const version = '13';

const bad: Decision = { kind: 'answer', route: undefined, status: 400, reason: 'BadRequest' };
const otherVersion: Decision = {
  kind: 'answer',
  route: undefined,
  status: 426,
  reason: 'UpgradeRequired',
  fields: ['Sec-WebSocket-Version', version],
};

/**
 * What is wrong with a request for a WebSocket (RFC 6455 4.2.1). A tunnel is only made of what is a handshake beyond doubt,
 * so that nobody who answers 101 to less turns a connection into one.
 */
export function judgeHandshake({ method, headers }: RequestHead): Decision | undefined {
  let key: string | undefined;
  let asked: string | undefined;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i]?.toLowerCase();
    if (name === 'sec-websocket-key') {
      if (key !== undefined) return bad;
      key = headers[i + 1];
    } else if (name === 'sec-websocket-version') {
      if (asked !== undefined) return bad;
      asked = headers[i + 1];
    }
  }
  if (method !== 'GET' || key === undefined || !keyPattern.test(key) || asked === undefined) return bad;
  return asked === version ? undefined : otherVersion;
}
