export * from './controller.ts';
export type { IngressStatus } from './ingress-status.ts';
