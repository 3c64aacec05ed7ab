/** How much a reason matters: `error` means something is not served as asked, `warning` that it soon may not be or differs, `info` is for the record. */
export type Severity = 'error' | 'warning' | 'info';

/** One entry of the catalogue; `docs/reference/reasons.md` is generated from it. */
export interface ReasonEntry {
  /** What a reason is about: an object, the instance it goes to, the source it came from, the server itself, or one request. */
  readonly scope: 'object' | 'instance' | 'source' | 'server' | 'request';
  readonly severity: Severity;
  /** What happened, in a sentence. */
  readonly summary: string;
  /** What a user does about it, in a sentence. */
  readonly hint: string;
}

const catalogue = {
  // --- source: what became of files and documents
  FileUnreadable: {
    scope: 'source',
    severity: 'error',
    summary: 'A manifest file cannot be read.',
    hint: 'Check that the file exists and that the user Sluice runs as may read it.',
  },
  FileTooLarge: {
    scope: 'source',
    severity: 'error',
    summary: 'A manifest file is larger than the limit and is left out.',
    hint: 'Split the file; each file may hold 8 MiB.',
  },
  InvalidFile: {
    scope: 'source',
    severity: 'error',
    summary:
      'A manifest file, or one of its documents, is not valid YAML or JSON; objects it held before stay as they were.',
    hint: 'Mend what the message names; where there is a line, at that line.',
  },
  InvalidObject: {
    scope: 'source',
    severity: 'error',
    summary:
      'An object breaks a rule of the Kubernetes API, or asks for what cannot be served, and is left out; no good version of it is known.',
    hint: 'Mend the field named.',
  },
  LastGoodKept: {
    scope: 'source',
    severity: 'error',
    summary: 'An edit made an object invalid; its last good version stays in force.',
    hint: 'Mend the field named, or delete the object to take it out of service.',
  },
  DuplicateObject: {
    scope: 'source',
    severity: 'warning',
    summary: 'The same object stands in two places; the first, by path and position, is used.',
    hint: 'Delete or rename one of the two.',
  },
  DeprecatedApiVersion: {
    scope: 'source',
    severity: 'warning',
    summary: 'An object uses an API version that Kubernetes no longer serves; it was converted.',
    hint: 'Change apiVersion to networking.k8s.io/v1 and use its fields.',
  },
  UnknownField: {
    scope: 'source',
    severity: 'warning',
    summary: 'An object has a field that the Kubernetes API does not have; the object is used without it.',
    hint: 'Correct the name of the field or its indentation, or take it out.',
  },
  UnknownKind: {
    scope: 'source',
    severity: 'info',
    summary: 'A document is of a kind that Sluice does not read; it is left out.',
    hint: 'Nothing, if the document is meant for others.',
  },

  // --- object: what became of an Ingress
  Programmed: {
    scope: 'object',
    severity: 'info',
    summary: 'All workers serve this Ingress.',
    hint: 'Nothing.',
  },
  OtherClass: {
    scope: 'object',
    severity: 'info',
    summary: 'The Ingress belongs to a class of another controller.',
    hint: 'Nothing, or name a class whose controller is sluice.dev/ingress-controller.',
  },
  ClassNotFound: {
    scope: 'object',
    severity: 'warning',
    summary: 'The Ingress names a class that does not exist; it is not served.',
    hint: 'Create the IngressClass, or correct spec.ingressClassName.',
  },
  ServiceNotFound: {
    scope: 'object',
    severity: 'error',
    summary: 'A route names a Service that does not exist; it answers 503.',
    hint: 'Create the Service in the namespace of the Ingress, or correct its name.',
  },
  ServicePortNotFound: {
    scope: 'object',
    severity: 'error',
    summary: 'A route names a port that its Service does not have; it answers 503.',
    hint: 'Name one of the ports of the Service, by number or by name.',
  },
  NoReadyEndpoints: {
    scope: 'object',
    severity: 'warning',
    summary: 'A Service has no endpoint that is ready; its routes answer 503.',
    hint: 'Check that pods match the selector of the Service and pass their readiness probes.',
  },
  ExternalNameDisabled: {
    scope: 'object',
    severity: 'error',
    summary: 'A route leads to a Service of type ExternalName, which is switched off; it answers 503.',
    hint: 'Start Sluice with --allow-external-name if you trust everyone who may create Services.',
  },
  ExternalNameForbidden: {
    scope: 'object',
    severity: 'error',
    summary: 'An ExternalName names this machine or a link-local address; its routes answer 503.',
    hint: 'Name a host outside this machine.',
  },
  EndpointAddressForbidden: {
    scope: 'object',
    severity: 'error',
    summary: 'An endpoint has an address that may not be used here; it is left out.',
    hint: 'Use the address of a pod.',
  },
  ResourceBackendUnsupported: {
    scope: 'object',
    severity: 'error',
    summary: 'A backend of kind resource is not supported; its routes answer 503.',
    hint: 'Use a backend of kind service.',
  },
  Shadowed: {
    scope: 'object',
    severity: 'warning',
    summary: 'An older Ingress has the same host and path; its route is used.',
    hint: 'Change the host or path, or delete the rule in one of the two.',
  },
  CertificateNotFound: {
    scope: 'object',
    severity: 'error',
    summary: 'A Secret named by tls does not exist; the default certificate is served.',
    hint: 'Create the Secret with tls.crt and tls.key in the namespace of the Ingress.',
  },
  CertificateInvalid: {
    scope: 'object',
    severity: 'error',
    summary: 'A Secret named by tls holds no usable certificate and key; the default certificate is served.',
    hint: 'Put a PEM certificate chain, leaf first, in tls.crt and its PEM private key in tls.key.',
  },
  CertificateKeyMismatch: {
    scope: 'object',
    severity: 'error',
    summary: 'The key of a Secret does not belong to its certificate; the default certificate is served.',
    hint: 'Store the key that the certificate was issued for.',
  },
  CertificateHostMismatch: {
    scope: 'object',
    severity: 'error',
    summary: 'A certificate does not cover a host that tls lists; the default certificate is served for it.',
    hint: 'Issue a certificate that names the host, or correct tls.hosts.',
  },
  CertificateExpired: {
    scope: 'object',
    severity: 'error',
    summary: 'A certificate has expired; it is still served.',
    hint: 'Renew the certificate in its Secret.',
  },
  CertificateExpiresSoon: {
    scope: 'object',
    severity: 'warning',
    summary: 'A certificate expires within ten days.',
    hint: 'Renew the certificate in its Secret.',
  },
  CertificateShadowed: {
    scope: 'object',
    severity: 'warning',
    summary: 'An older Ingress gives another certificate for the same host; that one is served.',
    hint: 'Let one Ingress own the certificate of a host.',
  },
  CertificateHostUnrouted: {
    scope: 'object',
    severity: 'warning',
    summary: 'A host listed by tls has no rule in this Ingress; its certificate is served all the same.',
    hint: 'Add a rule for the host, or take it out of tls.hosts.',
  },
  UnknownAnnotation: {
    scope: 'object',
    severity: 'warning',
    summary: 'An annotation has the prefix sluice.dev/ but no feature of that name exists; it has no effect.',
    hint: 'Correct the name; docs/reference/annotations.md lists all.',
  },
  InvalidAnnotation: {
    scope: 'object',
    severity: 'warning',
    summary: 'The value of an annotation is not of the form it takes; the annotation has no effect.',
    hint: 'Write a value of the form the message names.',
  },
  UnsupportedAnnotation: {
    scope: 'object',
    severity: 'warning',
    summary:
      'An annotation of ingress-nginx, or of Alibaba Cloud for load balancers, is not supported; it has no effect.',
    hint: 'Take it out, or use what docs/reference/annotations.md offers instead.',
  },
  AnnotationWithoutEffect: {
    scope: 'object',
    severity: 'info',
    summary:
      'An annotation asks for what this provider, or the instance the Ingress is on, has no use for or cannot change.',
    hint: 'Nothing; it counts where Sluice makes an instance of a cloud.',
  },
  AnnotationRefused: {
    scope: 'object',
    severity: 'error',
    summary:
      'An annotation that restricts access cannot be honoured, so the routes of the Ingress answer 503 rather than let everyone in.',
    hint: 'Take the annotation out if the routes may be open to all; else restrict access elsewhere first.',
  },
  RegexHost: {
    scope: 'object',
    severity: 'warning',
    summary:
      'An Ingress of the profile ingress-nginx uses regular expressions, so every path of its hosts is one: unanchored at the end, upper and lower case alike.',
    hint: 'Give the Ingress a host of its own, or use the profile slb, where only the paths that ask for it are expressions.',
  },

  // --- server: what concerns the server itself
  SettingInvalid: {
    scope: 'server',
    severity: 'error',
    summary: 'The file of settings was changed to something wrong; the settings before stay in force.',
    hint: 'Mend the key at the line named; sluice config print checks the file.',
  },
  SettingNeedsRestart: {
    scope: 'server',
    severity: 'warning',
    summary: 'A setting was changed that takes effect at a restart only.',
    hint: 'Restart the server, or put the setting back.',
  },
  AdminUnavailable: {
    scope: 'server',
    severity: 'error',
    summary: 'The admin endpoint cannot listen on its address; traffic is not affected.',
    hint: 'Stop the program that has the port, or set adminAddress to another address, or to off.',
  },
  AccessLogFailing: {
    scope: 'server',
    severity: 'error',
    summary: 'Lines of the access log are lost because they cannot be written; traffic is not affected.',
    hint: 'Free space on the disk of the log, check its permissions, or let whatever reads standard output keep up.',
  },

  // --- instance: what became of the load balancer behind it
  InvalidLoadBalancerId: {
    scope: 'instance',
    severity: 'error',
    summary: 'The annotation that names an instance is not an instance id; the Ingress is not served.',
    hint: 'Write lb- followed by lower-case letters and digits, as sluice slb list shows it.',
  },
  InstanceNotFound: {
    scope: 'instance',
    severity: 'error',
    summary: 'The instance named does not exist.',
    hint: 'Name an id that sluice slb list shows; with the builtin provider, create one with sluice slb create.',
  },
  InstanceNotActive: {
    scope: 'instance',
    severity: 'error',
    summary: 'The instance named is locked, stopped with listeners, or in a state that cannot be used.',
    hint: 'Bring the instance to the state active.',
  },
  InstanceSharedPerformance: {
    scope: 'instance',
    severity: 'error',
    summary: 'The instance named has no specification (shared-performance) and cannot take pods as backends.',
    hint: 'Use an instance of specification slb.s1.small to slb.s3.large, or slb.lcu.elastic.',
  },
  InstanceSpecificationUnsupported: {
    scope: 'instance',
    severity: 'error',
    summary: 'The instance named has a specification that is not known to take pods as backends.',
    hint: 'Use an instance of specification slb.s1.small to slb.s3.large, or slb.lcu.elastic.',
  },
  InstanceVpcMismatch: {
    scope: 'instance',
    severity: 'error',
    summary: 'The instance named lies in another VPC than the cluster.',
    hint: 'Use an instance in the VPC of the cluster.',
  },
  InstanceOwnedByOther: {
    scope: 'instance',
    severity: 'error',
    summary: 'The instance named belongs to something else, by its tags.',
    hint: 'Use an instance of your own; one made for a Service or another cluster cannot be shared.',
  },
  ListenerPortTaken: {
    scope: 'instance',
    severity: 'error',
    summary: 'Port 80 or 443 of the instance is in use by something else.',
    hint: 'Stop the program that has the port, or choose other ports; a listener of the instance itself is replaced where the annotation …-force-override-listeners is "true".',
  },
  ListenerPermissionDenied: {
    scope: 'instance',
    severity: 'error',
    summary: 'The operating system does not let Sluice listen on a port of the instance.',
    hint: 'Allow ports below 1024 (net.ipv4.ip_unprivileged_port_start, or CAP_NET_BIND_SERVICE).',
  },
  AddressUnavailable: {
    scope: 'instance',
    severity: 'error',
    summary: 'The address of the instance does not exist on this machine, or is not in its pool.',
    hint: 'Add the address to the machine and to the pool, or change spec.address.',
  },
  AddressConflict: {
    scope: 'instance',
    severity: 'error',
    summary: 'Two instances want one address; the older has it.',
    hint: 'Change or remove spec.address of one of the two.',
  },
  AddressPoolExhausted: {
    scope: 'instance',
    severity: 'error',
    summary: 'Every address of the pool is in use by an instance.',
    hint: 'Add addresses to the pool, or delete an instance that is not used.',
  },
  ConflictingLoadBalancer: {
    scope: 'instance',
    severity: 'warning',
    summary: 'Ingresses of one instance ask for opposite settings of it; the first Ingress decides.',
    hint: 'Make the annotations of all Ingresses that share the instance agree.',
  },
  ApproximatedByProvider: {
    scope: 'object',
    severity: 'warning',
    summary:
      'The load balancer cannot route exactly as asked; it takes more, or other, requests than the rule says.',
    hint: 'Check that what the message names is acceptable, or set sluice.dev/approximation: refuse on the Ingress.',
  },
  UnsupportedByProvider: {
    scope: 'object',
    severity: 'error',
    summary:
      'The load balancer cannot do what the Ingress asks for; that part is not served, or another Ingress answers it.',
    hint: 'Do as the message says, or serve the Ingress with the builtin provider.',
  },
  ProviderQuotaExceeded: {
    scope: 'object',
    severity: 'error',
    summary: 'A quota of the cloud leaves no room for a part of the Ingress; the youngest give way.',
    hint: 'Move Ingresses to another instance by annotation, or ask the cloud for a higher quota.',
  },
  EndpointUnresolved: {
    scope: 'object',
    severity: 'warning',
    summary: 'An endpoint has no network interface in the VPC; the load balancer cannot send to it.',
    hint: 'Use pods with network interfaces of their own (Terway or ECI) in the VPC that --vpc-id names.',
  },
  ProviderCallFailed: {
    scope: 'instance',
    severity: 'error',
    summary:
      'A call of the cloud API failed; what was programmed before goes on being served, and it is tried again.',
    hint: 'See the code in the message; where it is about credentials or permissions, compare the RAM policy with the guide.',
  },
  InstanceVanished: {
    scope: 'instance',
    severity: 'warning',
    summary:
      'An instance that Sluice made was deleted by someone else; another is made, with another address.',
    hint: 'Point DNS to the new address, and leave deletion to Sluice.',
  },
  DuplicateInstance: {
    scope: 'instance',
    severity: 'warning',
    summary:
      'Another instance carries the tag of this cluster too, and is not empty; it is neither used nor deleted.',
    hint: 'Delete it, or take the tag sluice.dev/cluster off it.',
  },
  DriftRepaired: {
    scope: 'instance',
    severity: 'warning',
    summary: 'Someone changed a listener or rule of ours; it was set back.',
    hint: 'Change the Ingress instead; what Sluice owns has its tag.',
  },
  NotProgrammed: {
    scope: 'instance',
    severity: 'error',
    summary: 'A worker refused the configuration; the one before stays in force.',
    hint: 'Read the message; if it names no object of yours, report a bug.',
  },

  // --- request: why Sluice itself answered, or closed
  NoRoute: {
    scope: 'request',
    severity: 'info',
    summary: '404: no rule matches the host and path.',
    hint: 'Compare the Host header and path with the rules.',
  },
  HttpsRedirect: {
    scope: 'request',
    severity: 'info',
    summary: 'The request came unencrypted and was sent to the same URL by HTTPS.',
    hint: 'Nothing, or set the annotation ssl-redirect to "false".',
  },
  BadRequest: {
    scope: 'request',
    severity: 'info',
    summary: '400: the request breaks HTTP/1.1 syntax or framing.',
    hint: 'Mend the client.',
  },
  AmbiguousPath: {
    scope: 'request',
    severity: 'info',
    summary:
      '400: the path would take another route, leave the target of a rewrite, or pass an access policy by, if it were read differently.',
    hint: 'Send the path in its normal form, without encoded slashes.',
  },
  RequestTimeout: {
    scope: 'request',
    severity: 'info',
    summary: '408: the client did not finish its request in time.',
    hint: 'Check the client and its network.',
  },
  UriTooLong: {
    scope: 'request',
    severity: 'info',
    summary: '414: the request target is longer than the limit.',
    hint: 'Shorten the URL.',
  },
  BodyTooLarge: {
    scope: 'request',
    severity: 'info',
    summary: '413: the body is larger than its route, or the server, allows.',
    hint: 'Send less, or raise the annotation max-body-size or the setting maxBodySize.',
  },
  HeadersTooLarge: {
    scope: 'request',
    severity: 'info',
    summary: '431: the header section is larger than the limit.',
    hint: 'Send fewer or smaller headers, often cookies.',
  },
  MethodNotAllowed: {
    scope: 'request',
    severity: 'info',
    summary: '405: the method (CONNECT, TRACE) is not offered.',
    hint: 'Use another method.',
  },
  ExpectationFailed: {
    scope: 'request',
    severity: 'info',
    summary: '417: an Expect other than 100-continue.',
    hint: 'Mend the client.',
  },
  UpgradeRequired: {
    scope: 'request',
    severity: 'info',
    summary: '426: a WebSocket of a version other than 13.',
    hint: 'Mend the client.',
  },
  NotImplemented: {
    scope: 'request',
    severity: 'info',
    summary: '501: a transfer coding or method Sluice does not know.',
    hint: 'Mend the client.',
  },
  VersionNotSupported: {
    scope: 'request',
    severity: 'info',
    summary: '505: an HTTP version other than 1.0 and 1.1.',
    hint: 'Use HTTP/1.1.',
  },
  UpstreamConnectFailed: {
    scope: 'request',
    severity: 'warning',
    summary: '502: no endpoint accepted a connection.',
    hint: 'Check that the pods listen on the port of the Service.',
  },
  UpstreamConnectTimeout: {
    scope: 'request',
    severity: 'warning',
    summary: '504: connecting to the endpoint took too long.',
    hint: 'Check the network between Sluice and the pods.',
  },
  UpstreamReset: {
    scope: 'request',
    severity: 'warning',
    summary: '502: the endpoint closed the connection before its response was complete.',
    hint: 'Read the log of the pod.',
  },
  UpstreamProtocolError: {
    scope: 'request',
    severity: 'warning',
    summary: '502: the response of the endpoint breaks HTTP/1.1 syntax or framing.',
    hint: 'Mend the backend.',
  },
  UpstreamTimeout: {
    scope: 'request',
    severity: 'warning',
    summary: '504: the endpoint did not answer in time.',
    hint: 'Read the log of the pod.',
  },
  UpstreamOverloaded: {
    scope: 'request',
    severity: 'warning',
    summary: '503: all connections to the endpoint that may be open were in use, and none came free in time.',
    hint: 'Add pods, or raise upstreamMostConnections if the pods can take more.',
  },
  ClientClosed: {
    scope: 'request',
    severity: 'info',
    summary: '499 in the log: the client went away before the response was complete.',
    hint: 'Nothing.',
  },
} as const;

/** A reason code: the same word in reports, Events, the access log, metrics and the docs. */
export type Reason = keyof typeof catalogue;

/** The catalogue of reasons. */
export const reasons: Readonly<Record<Reason, ReasonEntry>> = catalogue;
