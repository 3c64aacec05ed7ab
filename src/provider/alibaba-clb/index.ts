// What `loadAlibabaClb` gives: all of this provider, which is loaded only where it is chosen.
export { type AlibabaClbProvider, alibabaClbProvider } from './alibaba-clb-provider.ts';
export { callLimiter } from './api/call-limiter.ts';
export type { ClbApi, EcsApi } from './api/clb-api.ts';
export { credentialsFrom } from './api/credentials-from.ts';
export { openClbApi } from './api/open-clb-api.ts';
export { openEcsApi } from './api/open-ecs-api.ts';
export { describeClbPlan, planJson } from './plan/describe-clb-plan.ts';
export { observeFacts } from './world/observe-facts.ts';
