import { isMap, isScalar, isSeq } from 'yaml';
import type { FieldPath } from '../../kubernetes/types/index.ts';
import { offsetOf } from './plain-value.ts';

/** Where the field is, or the nearest thing around it that is in the text. */
export function fieldOffset(root: unknown, path: FieldPath): number {
  let node: unknown = root;
  let offset = offsetOf(root);
  for (const step of path) {
    if (isSeq(node) && typeof step === 'number') {
      const item: unknown = node.items[step];
      if (item === undefined) return offset;
      node = item;
      offset = offsetOf(item);
    } else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      node = pair.value;
      offset = offsetOf(pair.key);
    } else return offset;
  }
  return offset;
}
