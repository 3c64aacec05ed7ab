export { keyLookup } from './certificates/key-lookup.ts';
export type { EndpointTranslation } from './endpoints/endpoint-translator.ts';
export { matchRulePath } from './ingress/rule-path.ts';
export { ingressProfile } from './ingress/select.ts';
export { defaultTranslateSettings, type TranslateSettings } from './settings.ts';
export { createTranslator, type Translator } from './translator.ts';
