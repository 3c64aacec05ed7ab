export * from './load-balancer-provider.ts';
