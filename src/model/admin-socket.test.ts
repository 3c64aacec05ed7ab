import { describe, expect, test } from 'vitest';
import { type AdminSocket, isAdminSocket } from './admin-socket.ts';

const loopback: AdminSocket = { port: 10_254, addresses: ['127.0.0.1'], everywhere: false };

describe('the socket of the admin endpoint', () => {
  test.each(['127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:FFFF:7F00:0001'])(
    'is known as %s',
    (address) => {
      expect(isAdminSocket(loopback, address, 10_254)).toBe(true);
      expect(isAdminSocket(loopback, address, 10_255)).toBe(false);
    },
  );

  test('is one address where it is bound to one', () => {
    expect(isAdminSocket(loopback, '127.0.0.2', 10_254)).toBe(false);
    expect(isAdminSocket(loopback, '10.0.0.1', 10_254)).toBe(false);
  });

  test('is each address of the machine, and each loopback address, where it is bound to all', () => {
    const admin = {
      port: 80,
      addresses: ['10.0.0.5', 'fe80::1%eth0'],
      everywhere: true,
    };
    for (const address of ['10.0.0.5', '::ffff:10.0.0.5', 'fe80::1', 'fe80::1%2', '127.8.9.1', '::1']) {
      expect(isAdminSocket(admin, address, 80), address).toBe(true);
    }
    expect(isAdminSocket(admin, '10.0.0.6', 80)).toBe(false);
  });

  test('is known however it is spelled in the settings', () => {
    const admin = { ...loopback, addresses: ['::ffff:7f00:1'] };
    expect(isAdminSocket(admin, '127.0.0.1', 10_254)).toBe(true);
  });

  test('is nowhere when there is none, and never a name', () => {
    expect(isAdminSocket(undefined, '127.0.0.1', 10_254)).toBe(false);
    expect(isAdminSocket(loopback, 'localhost', 10_254)).toBe(false);
  });
});
