export * from './admin-address.ts';
export * from './admin-client.ts';
export * from './admin-endpoint.ts';
export * from './admin-response.ts';
export * from './admin-route.ts';
export { type AdminServer, type AdminServerOptions, startAdminServer } from './admin-server.ts';
export * from './read-all.ts';
export * from './socket-path.ts';
export { staticFileRoutes } from './static-files.ts';
