import type { ingress } from '../support/manifests.ts';

type Manifest = ReturnType<typeof ingress>;

/**
 * What the documents of CLB leave open about requests: the names of the emulator's switches. Each request is asked under both
 * answers to each question.
 */
export const openQuestions = [
  'hostCaseMatters',
  'hostPortMatters',
  'wildcardMatchesApex',
  'pathCaseMatters',
  'pathIsDecoded',
  'queryTakesPart',
  'emptyGroupStatus',
  'forwardStatus',
] as const;

export type OpenQuestion = (typeof openQuestions)[number];

/** A request, and who answers it. */
export interface CaseRequest {
  /** Host field, port included where there is one, and path with query, as they are sent. */
  readonly url: string;
  /** The Service whose pod answers, or status and reason: what Kubernetes asks for, and what the builtin provider does. */
  readonly answer: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Where CLB does otherwise: a Service or a status. */
  readonly onClb?: string;
  /** Where the other answer to an open question changes what CLB does. Where it answers 503 or 301, that is known without. */
  readonly open?: Readonly<Partial<Record<OpenQuestion, string>>>;
  /** The path as the pod gets it from the builtin provider; as sent where absent, and from CLB. */
  readonly seenAs?: string;
  /** Both where absent: the same is expected of HTTP and HTTPS. */
  readonly over?: 'http' | 'https';
  /** The server name in the handshake; the host where absent, none where empty. */
  readonly serverName?: string;
  /** The common name of the certificate shown. */
  readonly certificate?: string;
  /** The certificate on CLB, where it is another. */
  readonly certificateOnClb?: string;
  /** The Ingress whose address it is sent to; the first of the case where absent. */
  readonly to?: string;
}

/** What `sluice get ingress` says with the provider `alibaba-clb`, beside what it says anyway. */
export interface Told {
  /** Names of Ingresses. */
  readonly on: readonly string[];
  readonly reason: 'ApproximatedByProvider' | 'ProviderQuotaExceeded' | 'UnsupportedByProvider';
  readonly message: string;
}

/** What CLB does otherwise in a case. */
export interface Difference {
  readonly why: string;
  /** What a user may do about it. */
  readonly instead: string;
  readonly told: readonly Told[];
}

/**
 * One construct of Ingresses with the requests that show what it means. Each case has an instance and a namespace of its own. In
 * each namespace the Services `tea`, `coffee` and `milk` have a pod on port 80, `shop` has one on `web` (80) and another on
 * `admin` (8080), which answer as `shop-web` and `shop-admin`, `empty` has none, and no other Service exists.
 */
export interface RoutingCase {
  /** The namespace. */
  readonly name: string;
  /** The construct, in a few words. */
  readonly title: string;
  readonly ingresses: readonly Manifest[];
  readonly requests: readonly CaseRequest[];
  readonly difference?: Difference;
  /** Ingresses that name no instance share the one that Sluice makes, instead of the one of the case. */
  readonly automatic?: true;
  /** The setting `defaultBackend` leads to `milk`. */
  readonly operatorDefault?: true;
}

/** Cases of one kind. */
export interface CaseTheme {
  readonly title: string;
  readonly cases: readonly RoutingCase[];
}

/** A request, by what it asks for and what it gets. */
export function ask(
  url: string,
  answer: string,
  more: Omit<CaseRequest, 'answer' | 'url'> = {},
): CaseRequest {
  return { url, answer, ...more };
}

/** What CLB is expected to answer: a Service or a status; the other answer to a question that is open may change it. */
export function answerOnClb({ answer, onClb = answer, open }: CaseRequest, question?: OpenQuestion): string {
  const usual = /^\d/.test(onClb) ? onClb.slice(0, 3) : onClb;
  if (question === undefined) return usual;
  if (question === 'emptyGroupStatus' && usual === '503') return '502';
  if (question === 'forwardStatus' && usual === '301') return '302';
  return open?.[question] ?? usual;
}

/** Whether CLB gives the request something else. */
export function differs(request: CaseRequest): boolean {
  return request.onClb !== undefined || request.certificateOnClb !== undefined;
}

/**
 * Whether an Ingress has to be told: not where a request is refused that no route takes, or is redirected, and only the status is
 * another.
 */
export function concernsAnIngress({ answer, onClb, certificateOnClb }: CaseRequest): boolean {
  const refused = answer === '404 NoRoute' && onClb === '503';
  const redirected = answer.startsWith('308') && onClb === '301';
  return certificateOnClb !== undefined || (onClb !== undefined && !refused && !redirected);
}
