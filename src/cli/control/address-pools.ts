import { type AddressPools, addressPools } from '../../provider/index.ts';
import type { ServeSettings } from '../../settings/index.ts';

/**
 * The address pools of the settings.
 * @throws OperatorError `InvalidAddressPool`
 */
export function readAddressPools({ internetAddress, intranetAddress }: ServeSettings): AddressPools {
  return addressPools({ internet: internetAddress, intranet: intranetAddress });
}
