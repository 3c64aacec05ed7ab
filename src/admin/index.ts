export * from './admin-client.ts';
export * from './admin-route.ts';
export * from './admin-server.ts';
export * from './socket-path.ts';
