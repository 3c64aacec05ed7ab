import { clbActions } from './api-actions.ts';
import { type ApiOptions, openRpcClient } from './api-options.ts';
import { certificateActions } from './certificate-actions.ts';
import type { ClbApi } from './clb-api.ts';
import { instanceActions } from './instance-actions.ts';
import { listenerActions } from './listener-actions.ts';
import { ruleActions } from './rule-actions.ts';
import { serverGroupActions } from './server-group-actions.ts';
import { tagActions } from './tag-actions.ts';

/** CLB in one region. Nothing is called and nothing loaded yet. @throws OperatorError `InvalidRegion`, `InvalidEndpoint` */
export function openClbApi(options: ApiOptions): ClbApi {
  const rpc = openRpcClient('slb', '2014-05-15', clbActions, options);
  return {
    ...instanceActions(rpc),
    ...listenerActions(rpc),
    ...ruleActions(rpc),
    ...serverGroupActions(rpc),
    ...certificateActions(rpc),
    ...tagActions(rpc),
    calls: () => rpc.sent(),
  };
}
