import { likelyMatching, type MatchingSwitches } from './traffic/matching-switches.ts';

/**
 * What the documentation of CLB leaves open: each field is a question with its two possible answers. A client has to live with
 * both. The rows are those of the gathered list of unverified points; those of matching are {@link MatchingSwitches}.
 */
export interface Switches extends Mutable<MatchingSwitches> {
  /** API: "atomicity of CreateRules": false makes the rules before the first one that is refused. */
  createRulesAtomic: boolean;
  /** API: "atomicity of AddVServerGroupBackendServers": false adds the backends before the first one that is refused. */
  addBackendsAtomic: boolean;
  /** API: "adding an existing backend". */
  addExistingBackend: 'error' | 'ignored';
  /** API: "delete-protection error code". */
  deleteProtectionCode: 'ActionNotAllowed' | 'Operation.NotAllowed';
  /** API: "status code of throttling". */
  throttlingStatus: 400 | 429;
  /** API: "parameter-name case", of keys inside JSON too. */
  parameterNames: 'exact' | 'any-case';
  /** API: "`VServerGroupEmpty` trigger": whether a group without servers is refused for listeners and rules. */
  emptyServerGroup: 'accepted' | 'refused';
  /** API: "cascade from listener deletion": false leaves rules and extensions for the next listener of that port. */
  listenerDeletionCascades: boolean;
  /** API: "CCM's batch of 40 against the documented 20". */
  backendsPerCall: 20 | 40;
  /** API: the answer where a listener or rule names a group of another instance. */
  foreignGroupCode: 'InvalidParameter' | 'VipNotMatchRspool';
  /** API: the answer to a rule with neither domain nor URL. */
  ruleWithoutConditionsCode: 'RuleListMalformed' | 'InvalidParameter';
  /** API: starting a listener that is not stopped. */
  startRunningListener: 'error' | 'ignored';
  /** API: "documented also as the state once all listeners are deleted": whether the instance becomes `inactive` then. */
  inactiveWithoutListeners: boolean;
  /** API: listeners asked of an instance that does not exist: an error, or none. Not gathered there; the page of the action is silent. */
  unknownInstanceInList: 'ignored' | 'refused';
  /** API: whether an empty collection is an empty array or left out of its wrapper. */
  emptyCollections: 'empty-array' | 'absent';
  /** Limits: "Domain length". */
  domainLength: 80 | 253;
  /** Certificates: "PKCS#8 private keys today". */
  pkcs8Keys: 'accepted' | 'refused';
  /** Certificates: "EC private keys today". */
  ecKeys: 'accepted' | 'refused';
  /** Certificates: "error codes of CreateDomainExtension": a domain that has one, or one too many. */
  extensionRefusal: 'specific' | 'InvalidParameter';

  /** Matching: "`_` and `~` in Url": whether rules may carry them. */
  urlCharacters: 'documented' | 'with-underscore-and-tilde';
  /** Traffic: what a request gets that goes to a group without servers. */
  emptyGroupStatus: 502 | 503;
  /** Traffic: the status of a redirect from HTTP to HTTPS. */
  forwardStatus: 301 | 302;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One value each, the likelier one. */
export const likelySwitches: Readonly<Switches> = {
  ...likelyMatching,
  createRulesAtomic: true,
  addBackendsAtomic: true,
  addExistingBackend: 'error',
  deleteProtectionCode: 'ActionNotAllowed',
  throttlingStatus: 400,
  parameterNames: 'exact',
  emptyServerGroup: 'accepted',
  listenerDeletionCascades: true,
  backendsPerCall: 20,
  foreignGroupCode: 'InvalidParameter',
  ruleWithoutConditionsCode: 'RuleListMalformed',
  startRunningListener: 'error',
  inactiveWithoutListeners: false,
  unknownInstanceInList: 'refused',
  emptyCollections: 'empty-array',
  domainLength: 80,
  pkcs8Keys: 'refused',
  ecKeys: 'accepted',
  extensionRefusal: 'specific',
  urlCharacters: 'documented',
  emptyGroupStatus: 503,
  forwardStatus: 301,
};

/** The other value each. */
export const otherSwitches: Readonly<Switches> = {
  hostCaseMatters: true,
  pathCaseMatters: false,
  hostPortMatters: true,
  wildcardMatchesApex: true,
  pathIsDecoded: true,
  queryTakesPart: true,
  createRulesAtomic: false,
  addBackendsAtomic: false,
  addExistingBackend: 'ignored',
  deleteProtectionCode: 'Operation.NotAllowed',
  throttlingStatus: 429,
  parameterNames: 'any-case',
  emptyServerGroup: 'refused',
  listenerDeletionCascades: false,
  backendsPerCall: 40,
  foreignGroupCode: 'VipNotMatchRspool',
  ruleWithoutConditionsCode: 'InvalidParameter',
  startRunningListener: 'ignored',
  inactiveWithoutListeners: true,
  unknownInstanceInList: 'ignored',
  emptyCollections: 'absent',
  domainLength: 253,
  pkcs8Keys: 'accepted',
  ecKeys: 'refused',
  extensionRefusal: 'InvalidParameter',
  urlCharacters: 'with-underscore-and-tilde',
  emptyGroupStatus: 502,
  forwardStatus: 302,
};
