import type { ExchangeRecord } from '../forward/forwarding.ts';

/** Characters of a header value, and of a target, that a line keeps. */
const headerLimit = 512;
const targetLimit = 2048;

/**
 * One line in nginx's combined form for one request. It is the one form that holds header values, Referer and User-Agent:
 * whoever chooses it asks for them. Bodies are counted without their framing.
 */
export function combinedLine(record: ExchangeRecord, time: string): string {
  const { request, client, status, responseBytes } = record;
  const headers = request?.headers ?? [];
  const referer = escaped(fieldOf(headers, 'referer'), headerLimit);
  const agent = escaped(fieldOf(headers, 'user-agent'), headerLimit);
  const head = `${client.address} - - [${time}] "${requestText(record)}" ${status} ${responseBytes}`;
  return `${head} "${referer}" "${agent}"`;
}

function requestText({ request }: ExchangeRecord): string {
  if (request === undefined) return '-';
  const { method, path, query, protocol } = request;
  return `${escaped(method, headerLimit)} ${escaped(path + query, targetLimit)} ${protocol}`;
}

function fieldOf(headers: readonly string[], lowerName: string): string {
  for (let place = 0; place + 1 < headers.length; place += 2) {
    const name = headers[place] ?? '';
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) return headers[place + 1] ?? '';
  }
  return '';
}

/** Quotes, backslashes and what is not visible ASCII. */
const special = /[^ !#-[\]-~]/g;

/** As nginx's `escape=default` writes a variable: `\xHH` a byte, `-` for none. The text is latin1, a character a byte. */
function escaped(text: string, most: number): string {
  if (text === '') return '-';
  const kept = text.length > most ? text.slice(0, most) : text;
  return kept.replace(special, toHex);
}

function toHex(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
