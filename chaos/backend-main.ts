// The process of the backends: it starts them, and lets them leave as pods do, as it is told.
import { type NamedOrigin, namedOrigin } from '../test/support/named-origin.ts';
import { type Done, type Order, order } from './backend-messages.ts';

const origins = new Map<string, NamedOrigin>();

process.on('message', (value) => {
  const given = order.parse(value);
  void carryOut(given).then((port) => {
    const answer: Done = { id: given.id, port };
    process.send?.(answer);
  });
});
process.on('disconnect', () => process.exit(0));

/** A backend may be one of several of the same service: `service/number`. */
async function carryOut({ kind, name }: Order): Promise<number> {
  if (kind === 'start') {
    const origin = await namedOrigin(name.split('/')[0] ?? '');
    origins.set(name, origin);
    return origin.port;
  }
  const origin = origins.get(name);
  origins.delete(name);
  await origin?.leave();
  return origin?.port ?? 0;
}
