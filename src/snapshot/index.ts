export * from './snapshot.ts';
export * from './snapshot-store.ts';
