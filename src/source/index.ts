export * from './directory/directory-source.ts';
export * from './directory/field-lines.ts';
export * from './echo-backends.ts';
export * from './source.ts';
