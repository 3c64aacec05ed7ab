import { createRequire } from 'node:module';
import { errorMessage, systemErrorCode } from '../../../base/index.ts';
import { classifyError } from './classify-error.ts';
import { type Credentials, CredentialsError, type CredentialsProvider } from './credentials.ts';

/** A role whose temporary credentials are fetched. */
export type RoleSource =
  | {
      readonly kind: 'oidc';
      readonly roleArn: string;
      readonly providerArn: string;
      /** Read at each renewal: Kubernetes writes a new token into it. */
      readonly tokenFile: string;
      readonly sessionName: string;
      /** Host, with a port if need be; always by TLS. */
      readonly stsEndpoint: string;
    }
  | { readonly kind: 'ecs'; readonly roleName: string };

/** What of Alibaba's package is used: it fetches, keeps and renews, 15 minutes before the end. */
interface Session {
  getCredentials(): Promise<Credentials>;
}

/**
 * How long an answer of the package is taken without asking it again: in the last hour of the credentials of an ECS instance it asks
 * the metadata service each time.
 */
const keptMs = 60_000;
const connectTimeoutMs = 5_000;
const readTimeoutMs = 10_000;

/** Credentials of a role, by Alibaba's package, which is loaded at the first call. Callers at one time share one look-up. */
export function roleCredentials(description: string, source: RoleSource): CredentialsProvider {
  let session: Session | undefined;
  let asking: Promise<Credentials> | undefined;
  let kept: { readonly credentials: Credentials; readonly until: number } | undefined;

  const ask = async (): Promise<Credentials> => {
    try {
      session ??= openSession(source);
      const { accessKeyId, accessKeySecret, securityToken } = await session.getCredentials();
      const credentials = { accessKeyId, accessKeySecret, securityToken };
      kept = { credentials, until: performance.now() + keptMs };
      return credentials;
    } catch (error) {
      throw explain(error, description);
    } finally {
      asking = undefined;
    }
  };
  return {
    description,
    current() {
      if (kept !== undefined && performance.now() < kept.until) return Promise.resolve(kept.credentials);
      asking ??= ask();
      return asking;
    },
  };
}

const load = createRequire(import.meta.url);

function openSession(source: RoleSource): Session {
  const { ECSRAMRoleCredentialsProvider, OIDCRoleArnCredentialsProvider } = load(
    '@alicloud/credentials',
  ) as typeof import('@alicloud/credentials');
  if (source.kind === 'ecs')
    return ECSRAMRoleCredentialsProvider.builder().withRoleName(source.roleName).build();
  return OIDCRoleArnCredentialsProvider.builder()
    .withRoleArn(source.roleArn)
    .withOIDCProviderArn(source.providerArn)
    .withOIDCTokenFilePath(source.tokenFile)
    .withRoleSessionName(source.sessionName)
    .withStsEndpoint(source.stsEndpoint)
    .withConnectTimeout(connectTimeoutMs)
    .withReadTimeout(readTimeoutMs)
    .build();
}

/**
 * The package puts whole answers into its messages. Of these only the code and a status are passed on, since an answer may repeat what
 * it was asked with.
 */
function explain(error: unknown, description: string): CredentialsError {
  const text = errorMessage(error);
  const what = `The credentials of the ${description} could not be fetched`;
  const system = systemErrorCode(error);
  if (system === 'ENOENT' || system === 'EACCES')
    return new CredentialsError(`${what}: the OIDC token file cannot be read (${system}).`, 'denied');
  if (system !== undefined) return new CredentialsError(`${what}: ${system}.`, 'unavailable');
  const code = /"Code"\s*:\s*"([A-Za-z0-9._]{1,80})"/.exec(text)?.[1];
  if (code !== undefined) {
    const passing = ['busy', 'throttled', 'unavailable'].includes(classifyError(400, code, ''));
    return new CredentialsError(`${what}: refused with ${code}.`, passing ? 'unavailable' : 'denied');
  }
  const status = /httpStatus: (\d{3})/.exec(text)?.[1];
  if (status !== undefined)
    return new CredentialsError(`${what}: status ${status}.`, status < '500' ? 'denied' : 'unavailable');
  return new CredentialsError(`${what}: no answer, or not one that is understood.`, 'unavailable');
}
