import type { AdminSocket } from '../../model/index.ts';
import { parseClassProfile, parseServiceAddress, type ServeSettings } from '../../settings/index.ts';
import { defaultTranslateSettings, type TranslateSettings } from '../../translate/index.ts';

/** What of the settings of a server steers translation, and the socket of its admin endpoint. */
export function translateSettings(settings: ServeSettings, admin?: AdminSocket): TranslateSettings {
  const { classless, defaultCertificate, defaultBackend, allowExternalName } = settings;
  const { profiles, takeOverIngressNginx, sslRedirect } = settings;
  return {
    ...defaultTranslateSettings,
    takeClassless: classless,
    defaultCertificate,
    allowExternalName,
    profiles: new Map(profiles.map(parseClassProfile).map(({ className, profile }) => [className, profile])),
    takeOverIngressNginx,
    sslRedirect,
    cloudAnnotations: settings.provider !== 'builtin',
    // Whoever writes the manifests of a folder runs programs on this machine anyway.
    allowLocalEndpoints: true,
    ...(defaultBackend === undefined ? {} : { defaultBackend: parseServiceAddress(defaultBackend) }),
    ...(admin === undefined ? {} : { admin }),
  };
}
