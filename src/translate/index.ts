export { keyLookup } from './certificates/key-lookup.ts';
export { type CloudAnnotation, cloudPrefixes } from './cloud/cloud-annotation.ts';
export { cloudAnnotations } from './cloud/cloud-annotations.ts';
export {
  type UnsupportedCloudAnnotation,
  unsupportedCloudAnnotations,
} from './cloud/unsupported-annotations.ts';
export type { EndpointTranslation } from './endpoints/endpoint-translator.ts';
export { matchRulePath } from './ingress/rule-path.ts';
export { ingressProfile } from './ingress/select.ts';
export { defaultTranslateSettings, type TranslateSettings } from './settings.ts';
export { createTranslator, type Translator } from './translator.ts';
