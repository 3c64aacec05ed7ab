/**
 * The library: checks manifests and translates them, as the server does, without running anything.
 *
 * @example
 * const translator = createTranslator(defaultTranslateSettings);
 * const { loadBalancers, reports } = translator.translate(emptySnapshot);
 */
export * from './kubernetes/types/index.ts';
export * from './model/index.ts';
export * from './snapshot/index.ts';
export {
  createTranslator,
  defaultTranslateSettings,
  type EndpointTranslation,
  keyLookup,
  type TranslateSettings,
  type Translator,
} from './translate/index.ts';
