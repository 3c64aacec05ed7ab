export * from './access-log.ts';
export * from './log.ts';
export * from './route-counters.ts';
