export * from './channel.ts';
export * from './parts.ts';
