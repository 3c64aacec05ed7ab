export * from './directory/directory-source.ts';
export * from './echo-backends.ts';
export * from './source.ts';
