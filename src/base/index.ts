export * from './atomic-file.ts';
export * from './clock.ts';
export * from './content-hash.ts';
export * from './logger.ts';
export * from './operator-error.ts';
export * from './quiet.ts';
export * from './stable-json.ts';
export * from './state-directory.ts';
export type { StateLock } from './state-lock.ts';
