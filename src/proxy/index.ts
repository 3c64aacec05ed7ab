// The door for rooms that run the data plane from outside. What runs inside a worker is reached by its entry module alone.
export * from './config/index.ts';
export * from './process/index.ts';
