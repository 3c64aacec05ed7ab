import type { BodySink } from '../../src/proxy/http1/body-decoder.ts';

/** A body as text, an octet a character. */
export class BodyText implements BodySink {
  text = '';
  trailers: readonly string[] = [];

  onBody(chunk: Buffer): void {
    if (chunk.length === 0)
      throw new Error('a decoder delivered an empty part, which would end a chunked body');
    this.text += chunk.toString('latin1');
  }

  onTrailers(fields: readonly string[]): void {
    this.trailers = fields;
  }
}
