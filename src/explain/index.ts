export { createExplainer, type Explainer, explainRequest } from './explain-request.ts';
export type * from './explanation.ts';
export { type ExplainQuery, readQuery } from './query.ts';
export type * from './sources.ts';
