import { compilePattern } from '../../base/index.ts';
import type { PathMatch } from '../../model/index.ts';

/** What the path of a rule is as an expression, or why it is none. */
export type PathExpression =
  | { readonly kind: 'expression'; readonly match: PathMatch & { readonly kind: 'regex' } }
  | { readonly kind: 'none'; readonly why: string };

/** Reads the path of a rule as a regular expression. */
export type ReadExpression = (text: string, ignoreCase: boolean) => PathExpression;

/** Most paths hold nothing that could fail to compile, and compiling thousands of them takes long. */
const plain = /^[\w/.~-]{1,200}$/;

/**
 * Most characters that all expressions of one Ingress may have together, but for plain ones. Compiling takes up to 50 µs a
 * character (measured: `\pL`), so this many hold up all other Ingresses for a second at the very worst.
 */
const mostCharacters = 20_000;

/** Repetitions above this cannot compile into a pattern that is small enough, and take long to find that out. */
const mostRepetitions = 300;

/**
 * Makes a reader for the paths of one Ingress. Requests are matched in normal form, in which what is not ASCII is escaped,
 * so it is escaped here too.
 */
export function createExpressionReader(): ReadExpression {
  let left = mostCharacters;
  return (text, ignoreCase) => {
    const value = escapeUnicode(text);
    if (value === undefined) return { kind: 'none', why: 'what is not ASCII cannot stand in brackets' };
    if (!plain.test(value)) {
      left -= value.length;
      const why =
        left < 0 ? 'the expressions of the Ingress are too long together' : findFault(value, ignoreCase);
      if (why !== undefined) return { kind: 'none', why };
    }
    return { kind: 'expression', match: { kind: 'regex', value, ...(ignoreCase ? { ignoreCase } : {}) } };
  };
}

function findFault(value: string, ignoreCase: boolean): string | undefined {
  let repetitions = 0;
  for (const [, least, most] of value.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    repetitions += Math.max(Number(least), Number(most ?? 0));
  }
  if (repetitions > mostRepetitions) return 'it has too many or too large repetitions';
  try {
    compilePattern(value, { ignoreCase });
    return undefined;
  } catch (error) {
    // The engine writes case into the expression that it shows.
    if (error instanceof SyntaxError) return ignoreCase ? error.message.replace('(?i)', '') : error.message;
    throw error;
  }
}

/** Each character becomes a group of its own, so that `é+` still repeats the whole of it. */
function escapeUnicode(text: string): string | undefined {
  if (!/[^\0-\x7f]/.test(text)) return text;
  if (/\p{Surrogate}/u.test(text) || /\[[^\]]*[^\0-\x7f]/.test(text)) return undefined;
  return text.replace(/[^\0-\x7f]/gu, (character) => `(?:${encodeURIComponent(character)})`);
}
