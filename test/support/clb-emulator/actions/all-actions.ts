import type { ActionTable } from '../action.ts';
import { certificateActions } from './certificates.ts';
import { changeInstanceActions } from './change-instance.ts';
import { changeListenerActions } from './change-listener.ts';
import { createInstance } from './create-instance.ts';
import { createHttpListener, createHttpsListener } from './create-listener.ts';
import { createRules } from './create-rules.ts';
import { describeInstance, describeInstances } from './describe-instances.ts';
import { describeListenerActions } from './describe-listeners.ts';
import { domainExtensionActions } from './domain-extensions.ts';
import { groupMemberActions } from './group-members.ts';
import { networkInterfaceActions } from './network-interfaces.ts';
import { ruleActions } from './rules.ts';
import { serverGroupActions } from './server-groups.ts';
import { tagActions } from './tags.ts';

/** The actions of each product, by its version. */
export const actionsByVersion: Readonly<Record<string, ActionTable>> = {
  '2014-05-15': {
    CreateLoadBalancer: createInstance,
    DescribeLoadBalancerAttribute: describeInstance,
    DescribeLoadBalancers: describeInstances,
    ...changeInstanceActions,
    CreateLoadBalancerHTTPListener: createHttpListener,
    CreateLoadBalancerHTTPSListener: createHttpsListener,
    ...changeListenerActions,
    ...describeListenerActions,
    CreateRules: createRules,
    ...ruleActions,
    ...serverGroupActions,
    ...groupMemberActions,
    ...certificateActions,
    ...domainExtensionActions,
    ...tagActions,
  },
  '2014-05-26': networkInterfaceActions,
};
