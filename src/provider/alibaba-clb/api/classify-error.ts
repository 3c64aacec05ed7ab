import type { ClbErrorKind } from './clb-error.ts';

/**
 * The codes the service documents, or that other clients have met, by what is to be done about them. The first word of a
 * code with dots counts for those that end in `.*`. Codes of no other line are `invalid` below 500, `unavailable` above.
 */
const codes: Readonly<Record<ClbErrorKind, readonly string[]>> = {
  busy: [
    'BackendServer.configuring',
    'DomainExtensionProcessing',
    'LastTokenProcessing',
    'OperationBusy',
    'OperationConflict',
    'OperationFailed.ListenerStatusNotSupport',
    'OperationFailed.TokenIsProcessing',
    'ProcessingSameRequest',
    'ServiceIsConfiguring',
    'ServiceIsStopping',
    'SystemBusy',
    'VServerGroupProcessing',
    // Still referenced, as also just after what used it is gone.
    'CertificateAndPrivateKeyIsRefered',
    'RspoolRuleExist',
    'RspoolVipExist',
  ],
  throttled: ['Throttling', 'Throttling.*'],
  unavailable: [
    'InternalError',
    'InternalInvokeError',
    'ServiceUnavailable',
    'ServiceUnavailable.*',
    // Something between here and there sent our request twice; which of the two had its effect is not known.
    'SignatureNonceUsed',
  ],
  denied: [
    'AccountHasArrearage',
    'Forbbiden.SubUser',
    'Forbidden',
    'Forbidden.*',
    'IllegalTimestamp',
    'IncompleteSignature',
    'InvalidAccessKeyId.*',
    'InvalidSecurityToken.*',
    'InvalidTimeStamp.*',
    'MissingSecurityToken',
    'NoNameAuthentication',
    'NoPermission',
    'NoPermission.*',
    'ORDER.*',
    'PAY.*',
    'RealNameAuthenticationError',
    'SignatureDoesNotMatch',
  ],
  quota: [
    'InstanceBackendServerNumberOverLimit',
    'InsufficientCapacity',
    'ListenerNumberOverLimit',
    'ORDER.QUANTITY_INVALID',
    'ORDER.QUOTA_EXCEEDED',
    'OverQuota',
    'TagCountLimit',
    'TagCreateCountLimit',
    'TooManyRules',
    'VSwitchAvailableIpNotExist',
    'VipTooManyListeners',
  ],
  conflict: [
    'DomainExist',
    'IdempotentParameterMismatch',
    'LX_REQUEST_TOKEN_CONFLICT',
    'ListenerAlreadyExists',
  ],
  gone: [
    'InvalidLoadBalancerId.NotFound',
    'InvalidParameter.DomainExtensionId',
    'InvalidRuleId.NotFound',
    'InvalidServerId.NotFound',
    'ListenerNotFound',
    'ServerCertificateId.NotFound',
  ],
  invalid: [
    'ActionNotAllowed',
    'BackendServer.ServerIdEmpty',
    'BackendServersMalformed',
    'CertificateNotMatchPrivateKey',
    'ChangeLbSpecNotAllowed',
    'DomainMalformed',
    'InvalidAction',
    'InvalidApi.NotFound',
    'InvalidBackendServers.Inconsistent',
    'InvalidParameter.IsNull',
    'InvalidParameterLength',
    'InvalidRegionId.NotFound',
    'InvalidWeight.Malformed',
    'KeyFormatError',
    'MissingParameter',
    'ModifySpecNotAllowed',
    'NetworkConflict',
    'ObtainIpFail',
    'Operation.NotAllowed',
    'PrivateKeyEncryption',
    'RegionNotSupport',
    'ResourceNotAvailible.HttpListener',
    'RuleListMalformed',
    'RuleNotSupport',
    'TooManyBackendServers',
    'URLNotSupport',
    'UnsupportedHTTPMethod',
    'UnsupportedOperation',
    'UnsupportedOperationonfixedprotocalport',
    'UnsupportedParameter',
    'UrlMalformed',
    'VServerGroupEmpty',
    'VipNotMatchRspool',
  ],
};

const kinds: ReadonlyMap<string, ClbErrorKind> = new Map(
  // The key set of a record over ClbErrorKind is ClbErrorKind.
  (Object.keys(codes) as ClbErrorKind[]).flatMap((kind) => codes[kind].map((code) => [code, kind] as const)),
);

/**
 * What is to be done about an answer that is no success. `InvalidParameter` alone has two meanings: with status 404, or with a
 * message that says so, what it names does not exist.
 */
export function classifyError(status: number, code: string, message: string): ClbErrorKind {
  if (code === 'InvalidParameter')
    return status === 404 || /does not exist/i.test(message) ? 'gone' : 'invalid';
  const known = kinds.get(code) ?? kinds.get(`${code.split('.', 1)[0]}.*`);
  if (known !== undefined) return known;
  if (status === 429) return 'throttled';
  if (status === 401 || status === 403) return 'denied';
  return status >= 500 ? 'unavailable' : 'invalid';
}
