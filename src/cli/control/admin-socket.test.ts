import { expect, test } from 'vitest';
import { isAdminSocket } from '../../model/index.ts';
import { adminSocket } from './admin-socket.ts';

test.each(['127.0.0.1', '::1', '10.0.0.5'])('an endpoint on %s is there alone', (host) => {
  const socket = adminSocket({ host, port: 10_254 });
  expect(socket).toEqual({ port: 10_254, addresses: [host], everywhere: false });
});

test.each(['0.0.0.0', '::', '0:0:0:0:0:0:0:0', '::ffff:0.0.0.0', 'a-name.example'])(
  'an endpoint on %s is at every address of this machine',
  (host) => {
    const socket = adminSocket({ host, port: 10_254 });
    for (const address of [...socket.addresses, '127.0.0.1', '127.8.8.8', '::1']) {
      expect(isAdminSocket(socket, address, 10_254), address).toBe(true);
    }
    expect(socket.addresses).toContain('127.0.0.1');
    expect(isAdminSocket(socket, '192.0.2.77', 10_254)).toBe(false);
  },
);
