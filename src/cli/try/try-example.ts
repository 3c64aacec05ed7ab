import { compilePattern } from '../../base/index.ts';

/** Groups in groups deeper than this are no simple expression. */
const mostDepth = 8;

/**
 * A path that an expression takes, for expressions of the simple kind: letters, groups, alternatives, classes, repetitions.
 * Undefined where none is found; what is given has been tried against the expression.
 */
export function examplePath(expression: string, ignoreCase: boolean): string | undefined {
  const reader = new Reader(expression);
  const found = reader.alternatives(0);
  if (found === undefined || !reader.done) return undefined;
  // A place for the end, or for a slash, is often an alternative: `(/|$)`.
  for (const path of [found, `${found}/`, `${found}x`]) {
    if (!/^\/[!-~]*$/.test(path) || /[%?#"<>\\^`{|}]/.test(path)) continue;
    if (compilePattern(expression, { ignoreCase, anchor: 'start' }).test(path)) return path;
  }
  return undefined;
}

/** Reads an expression and writes the shortest text for it as it goes. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at === this.#text.length;
  }

  /** The first of the alternatives; the others are passed over. */
  alternatives(depth: number): string | undefined {
    if (depth > mostDepth) return undefined;
    const first = this.#sequence(depth);
    while (this.#take('|')) if (this.#sequence(depth) === undefined) return undefined;
    return first;
  }

  #sequence(depth: number): string | undefined {
    let written = '';
    while (!this.done && !'|)'.includes(this.#next)) {
      const piece = this.#piece(depth);
      if (piece === undefined) return undefined;
      written += this.#repeated(piece);
    }
    return written;
  }

  #piece(depth: number): string | undefined {
    const character = this.#next;
    this.#at += 1;
    switch (character) {
      case '^':
      case '$':
        return '';
      case '.':
        return 'x';
      case '\\':
        return this.#escape();
      case '[':
        return this.#classMember();
      case '(':
        return this.#group(depth);
      case '*':
      case '+':
      case '?':
      case '{':
        return undefined;
      default:
        return character;
    }
  }

  #group(depth: number): string | undefined {
    if (this.#take('?') && !this.#take(':')) return undefined;
    const inner = this.alternatives(depth + 1);
    return this.#take(')') ? inner : undefined;
  }

  #escape(): string | undefined {
    const character = this.#next;
    this.#at += 1;
    if (character === 'd') return '1';
    if (character === 'w') return 'x';
    if (character === 'b' || character === 'z') return '';
    return /[A-Za-z0-9]/.test(character) ? undefined : character;
  }

  /** One character of a class. */
  #classMember(): string | undefined {
    const end = this.#text.indexOf(']', this.#at + (this.#next === '^' ? 2 : 1));
    if (end < 0) return undefined;
    const members = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    if (members.startsWith('^')) return ['x', '1', '-'].find((one) => !members.includes(one));
    if (members.startsWith('\\'))
      return members.startsWith('\\d') ? '1' : members.startsWith('\\w') ? 'x' : members[1];
    return members.startsWith('[') ? undefined : members[0];
  }

  /** As often as it must be there, and once where it need not be but may matter. */
  #repeated(piece: string): string {
    if (this.#take('*') || this.#take('?')) return this.#lazy('');
    if (this.#take('+')) return this.#lazy(piece);
    const times = /^\{(\d{1,3})(?:,\d{0,4})?\}/.exec(this.#text.slice(this.#at));
    if (times === null) return piece;
    this.#at += times[0].length;
    return this.#lazy(piece.repeat(Number(times[1])));
  }

  #lazy(written: string): string {
    this.#take('?');
    return written;
  }

  get #next(): string {
    return this.#text.charAt(this.#at);
  }

  #take(character: string): boolean {
    if (this.#next !== character) return false;
    this.#at += 1;
    return true;
  }
}
