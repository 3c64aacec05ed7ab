import { makeSelfSigned } from '../../src/provider/self-signed.ts';
import type { KeyPair } from '../support/certificates.ts';
import {
  backend,
  ingress,
  instanceAnnotations,
  manifest,
  secret,
  service,
  slbInstance,
} from '../support/manifests.ts';
import type { OriginAddress } from '../support/named-origin.ts';

const dayMs = 86_400_000;
const lifeMs = 3650 * dayMs;

/** A certificate that ends in so many days. */
function endingIn(name: string, days: number): Promise<KeyPair> {
  return makeSelfSigned(name, name, Date.now() - lifeMs + (days + 0.5) * dayMs);
}

/** Manifests with one of each: what is served, what is wrong, and what is to expire. */
export async function pageWorld(web: OriginAddress): Promise<Readonly<Record<string, string>>> {
  const good = await endingIn('web.example', 400);
  const soon = await endingIn('soon.example', 5);
  const over = await endingIn('over.example', -3);
  const tls = (host: string, secretName: string) => [{ hosts: [host], secretName }];
  return {
    'web.yaml': manifest(
      backend(web),
      ingress(
        'web',
        [
          ['web.example', '/', 'web'],
          ['web.example', '/shop', 'web'],
        ],
        {
          tls: tls('web.example', 'web-tls'),
          annotations: { 'sluice.dev/request-headers': 'set X-Team: shop' },
          createdAt: '2026-01-01T00:00:00Z',
        },
      ),
      secret('web-tls', good),
    ),
    'expiring.yaml': manifest(
      ingress('soon', [['soon.example', '/', 'web']], { tls: tls('soon.example', 'soon-tls') }),
      ingress('over', [['over.example', '/', 'web']], { tls: tls('over.example', 'over-tls') }),
      secret('soon-tls', soon),
      secret('over-tls', over),
    ),
    'missing.yaml': manifest(
      ingress('missing', [['missing.example', '/', 'nobody']]),
      ingress('no-secret', [['no-secret.example', '/', 'web']], {
        tls: tls('no-secret.example', 'gone-tls'),
      }),
    ),
    'idle.yaml': manifest(service('idle'), ingress('idle', [['idle.example', '/', 'idle']])),
    'shadowed.yaml': manifest(ingress('shadowed', [['web.example', '/shop', 'web']])),
    'broken.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: [ }\n',
    'instances.yaml': manifest(
      slbInstance('lb-gate1', { name: 'gate', addressType: 'intranet', specification: 'slb.s1.small' }),
      ingress('gate', [['gate.example', '/', 'web']], {
        annotations: { [instanceAnnotations[0]]: 'lb-gate1' },
      }),
      ingress('lost', [['lost.example', '/', 'web']], {
        annotations: { [instanceAnnotations[0]]: 'lb-nowhere' },
      }),
    ),
  };
}
