import { type AddressPools, addressPools } from '../provider/index.ts';
import type { ServeSettings } from './settings.ts';

/**
 * The address pools of the settings; loopback addresses let a laptop run several instances as any user.
 * @throws OperatorError `InvalidAddressPool`
 */
export function readAddressPools({ internetAddress, intranetAddress }: ServeSettings): AddressPools {
  return addressPools({
    internet: internetAddress ?? ['127.0.0.1-127.0.0.16'],
    intranet: intranetAddress ?? ['127.0.1.1-127.0.1.16'],
  });
}
