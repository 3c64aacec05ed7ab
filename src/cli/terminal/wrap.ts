/** No line is made shorter than this: a terminal so narrow breaks lines by itself. */
const leastWidth = 24;

/** Breaks a text between words into lines of at most `width` characters; a longer word has a line to itself. */
export function wrap(text: string, width: number | undefined): readonly string[] {
  if (width === undefined) return [text];
  const most = Math.max(leastWidth, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= most) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}
