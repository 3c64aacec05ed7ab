export * from './channel.ts';
export * from './parts.ts';
export * from './route-labels.ts';
