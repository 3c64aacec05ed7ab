import { OperatorError } from '../../../base/index.ts';
import type { CredentialsProvider } from './credentials.ts';
import { regionEndpoint } from './region-endpoint.ts';
import { roleCredentials } from './role-credentials.ts';

export interface CredentialsChoice {
  readonly region: string;
  readonly vpcEndpoints: boolean;
  /** Names the session in the cloud's audit log: letters, digits, `.@-_`, 2 to 64. */
  readonly sessionName: string;
}

const keyNames = ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'] as const;
const tokenName = 'ALIBABA_CLOUD_SECURITY_TOKEN';
const oidcNames = [
  'ALIBABA_CLOUD_ROLE_ARN',
  'ALIBABA_CLOUD_OIDC_PROVIDER_ARN',
  'ALIBABA_CLOUD_OIDC_TOKEN_FILE',
] as const;
const ecsName = 'ALIBABA_CLOUD_ECS_METADATA';

/** The variables that are read, for documentation and for an environment that is handed down. */
export const credentialVariables: readonly string[] = [...keyNames, tokenName, ...oidcNames, ecsName];

/**
 * The credentials the environment names, under the names Alibaba's tools use. In this order: an access key (with a security token:
 * a temporary one), a role taken with the OIDC token of a service account, the role of the ECS instance this runs on.
 * Nothing is called yet. @throws OperatorError `CredentialsMissing`, `CredentialsIncomplete`
 */
export function credentialsFrom(
  env: Readonly<Record<string, string | undefined>>,
  choice: CredentialsChoice,
): CredentialsProvider {
  const key = readTogether(env, keyNames);
  if (key !== undefined) {
    const [accessKeyId, accessKeySecret] = key;
    const securityToken = env[tokenName]?.trim() || undefined;
    return {
      description: securityToken === undefined ? 'access key' : 'temporary access key',
      current: async () => ({ accessKeyId, accessKeySecret, securityToken }),
    };
  }
  const oidc = readTogether(env, oidcNames);
  if (oidc !== undefined) {
    const [roleArn, providerArn, tokenFile] = oidc;
    const { region, vpcEndpoints, sessionName } = choice;
    const stsEndpoint = regionEndpoint('sts', { region, vpc: vpcEndpoints, override: undefined }).host;
    return roleCredentials(`role ${roleArn}`, {
      kind: 'oidc',
      roleArn,
      providerArn,
      tokenFile,
      sessionName,
      stsEndpoint,
    });
  }
  const roleName = env[ecsName]?.trim();
  if (roleName) return roleCredentials(`role ${roleName} of this ECS instance`, { kind: 'ecs', roleName });
  throw new OperatorError(
    'CredentialsMissing',
    `There are no credentials for Alibaba Cloud: none of ${keyNames.join(' and ')} (an access key), ` +
      `${oidcNames.join(', ')} (a service account's role) and ${ecsName} (an ECS instance's role) is set.`,
    { hint: 'See docs/guides/alibaba-clb.md, "Credentials".' },
  );
}

/** The values of variables that go together; undefined when none of them is set. */
function readTogether<const Names extends readonly string[]>(
  env: Readonly<Record<string, string | undefined>>,
  names: Names,
): { readonly [K in keyof Names]: string } | undefined {
  const values = names.map((name) => env[name]?.trim() ?? '');
  const missing = names.filter((_, index) => values[index] === '');
  if (missing.length === names.length) return undefined;
  if (missing.length > 0)
    throw new OperatorError(
      'CredentialsIncomplete',
      `The credentials for Alibaba Cloud are incomplete: ${missing.join(' and ')} must be set too.`,
      { hint: `${names.join(', ')} go together.` },
    );
  // As many values as names: none is missing.
  return values as { readonly [K in keyof Names]: string };
}
