export { judgeCertificates } from './certificate-watch.ts';
export * from './controller.ts';
export * from './controller-description.ts';
export { type IngressStatus, ingressStatuses } from './ingress-status.ts';
export { mergeReports, providerReports } from './merge-reports.ts';
