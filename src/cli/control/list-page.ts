import { OperatorError } from '../../base/index.ts';
import type { ListPage } from '../wire/wire.ts';

/** Which rows of a list are wanted. */
export interface ListQuery {
  /** In lower case; a row has to hold them all. */
  readonly words: readonly string[];
  /** From 1. */
  readonly page: number;
  readonly size: number;
}

const defaultSize = 50;
const mostSize = 200;
const mostPage = 1_000_000;
const longestSearch = 500;
const mostWords = 10;

/**
 * Reads `search`, `page` and `size`.
 * @throws OperatorError `BadRequest` that says what is allowed.
 */
export function readListQuery(query: URLSearchParams): ListQuery {
  const search = query.get('search') ?? '';
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (search.length > longestSearch || words.length > mostWords) {
    throw badRequest(`search: expected at most ${longestSearch} characters in ${mostWords} words`);
  }
  return {
    words,
    page: readNumber(query, 'page', 1, mostPage),
    size: readNumber(query, 'size', defaultSize, mostSize),
  };
}

/** How the items of a list become rows. */
export interface RowMaker<Item, Row> {
  /** What a search looks at. */
  text(item: Item): string;
  row(item: Item): Row;
}

/** One page of a list. Only its own rows are made; the others are only counted. */
export function toPage<Item, Row>(
  items: Iterable<Item>,
  { words, page, size }: ListQuery,
  maker: RowMaker<Item, Row>,
): ListPage<Row> {
  const first = (page - 1) * size;
  const rows: Row[] = [];
  let total = 0;
  for (const item of items) {
    if (!fits(item, words, maker)) continue;
    if (total >= first && rows.length < size) rows.push(maker.row(item));
    total += 1;
  }
  return { total, page, size, rows };
}

export function badRequest(message: string): OperatorError {
  return new OperatorError('BadRequest', `${message}.`);
}

function fits<Item, Row>(item: Item, words: readonly string[], { text }: RowMaker<Item, Row>): boolean {
  if (words.length === 0) return true;
  const whole = text(item).toLowerCase();
  return words.every((word) => whole.includes(word));
}

function readNumber(query: URLSearchParams, name: string, standard: number, most: number): number {
  const text = query.get(name);
  if (text === null || text === '') return standard;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw badRequest(`${name}: expected a whole number from 1 to ${most}`);
  return value;
}
