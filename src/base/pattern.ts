import { RE2JS, RE2JSException } from 're2js';

/** Longest text of a pattern. */
export const maxPatternLength: number = 1000;

/**
 * Most instructions of a compiled pattern. The time of a match is at most in proportion to them and to the length of the
 * text: the worst expressions we could write with this many take 0.2 s for a path of 8 KiB, usual ones a microsecond.
 */
const maxInstructions = 300;

/** How a pattern is read. */
export interface PatternOptions {
  readonly ignoreCase?: boolean;
  /** Where a match must lie: at the start of the text, on the whole text, or anywhere (the default). */
  readonly anchor?: 'start' | 'whole' | 'none';
}

/** A compiled regular expression. Matching takes time in proportion to the text, whatever pattern and text are. */
export interface Pattern {
  test(text: string): boolean;
  /** The match and its groups; a group that took no part is undefined. Undefined without a match. */
  exec(text: string): readonly (string | undefined)[] | undefined;
}

/**
 * Compiles a regular expression from outside, in RE2 syntax: no look-around, no back-references.
 * Throws SyntaxError with a message for whoever wrote it: syntax, a repetition above 1,000, or too long or too large.
 */
export function compilePattern(text: string, options: PatternOptions = {}): Pattern {
  if (text.length > maxPatternLength) {
    throw new SyntaxError(`the expression is longer than ${maxPatternLength} characters`);
  }
  const flags = options.ignoreCase === true ? RE2JS.CASE_INSENSITIVE : 0;
  const alone = compile(text, flags);
  if (alone.programSize() > maxInstructions) {
    throw new SyntaxError('the expression is too large: use fewer or smaller repetitions');
  }
  // Only what compiles by itself is put in a group: `a)|(b` would leave it.
  const { anchor = 'none' } = options;
  const compiled = anchor === 'none' ? alone : compile(`^(?:${text})${anchor === 'whole' ? '$' : ''}`, flags);
  return {
    test: (input) => compiled.test(input),
    exec: (input) => compiled.exec(input) ?? undefined,
  };
}

function compile(text: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(text, flags);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new SyntaxError(error.message.replace(/^error parsing regexp: /, ''), { cause: error });
  }
}
