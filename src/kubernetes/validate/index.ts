export { apiKind } from './api-kinds.ts';
export * from './parse-object.ts';
export { isRawObject, type RawObject } from './plain-json.ts';
export type { FieldPath, Problem } from './problem.ts';
export { toDocument } from './to-document.ts';
