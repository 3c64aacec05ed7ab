import { type Backend, formatRef, type ObjectRef } from '../model/index.ts';
import type { Pass } from './draft.ts';
import type { BackendKey, BackendUse, RouteHolder } from './ingress/route-results.ts';
import { keepEqual } from './memo.ts';
import { compareText, createKeptList, createOrder } from './order.ts';

/** Who uses a backend: by what carries the routes. */
type Holders = Map<RouteHolder, BackendUse[]>;

/** Lists the backends that routes use. Keeps an index of who uses what, and looks only at what came and went. */
export function createUsedBackendsPass(): Pass {
  const index = new Map<string, Holders>();
  const backends = new Map<string, Backend>();
  const sortIds = createOrder<string>(compareText);
  const kept = createKeptList<Backend>();
  return (draft) => {
    const { added, removed } = draft.routeChanges;
    const touched = new Set<string>();
    for (const holder of removed) removeHolder(index, holder, touched);
    for (const holder of added) addHolder(index, holder, touched);
    for (const id of touched) updateBackend(backends, id, index.get(id));
    if (touched.size > 0) kept.next(sortIds(backends).flatMap((id) => backends.get(id) ?? []));
    draft.backends = kept.last();
  };
}

function addHolder(index: Map<string, Holders>, holder: RouteHolder, touched: Set<string>): void {
  for (const use of holder.uses) {
    const { id } = use.backend;
    const users: Holders = index.get(id) ?? new Map();
    index.set(id, users);
    const uses = users.get(holder);
    if (uses === undefined) users.set(holder, [use]);
    else uses.push(use);
    touched.add(id);
  }
}

function removeHolder(index: Map<string, Holders>, holder: RouteHolder, touched: Set<string>): void {
  for (const { backend } of holder.uses) {
    const users = index.get(backend.id);
    users?.delete(holder);
    if (users?.size === 0) index.delete(backend.id);
    touched.add(backend.id);
  }
}

function updateBackend(backends: Map<string, Backend>, id: string, holders: Holders | undefined): void {
  const users = new Map<string, ObjectRef>();
  let key: BackendKey | undefined;
  for (const uses of holders?.values() ?? []) {
    for (const { backend, user } of uses) {
      // A port named by digits has the id of the number; the number is it.
      if (key === undefined || typeof backend.port === 'number') key = backend;
      if (user !== undefined) users.set(formatRef(user), user);
    }
  }
  if (key === undefined) {
    backends.delete(id);
    return;
  }
  const sorted = [...users].sort(([a], [b]) => compareText(a, b)).map(([, user]) => user);
  const before = backends.get(id);
  const next: Backend = { ...key, users: sorted };
  backends.set(id, before === undefined ? next : keepEqual(before, next));
}
