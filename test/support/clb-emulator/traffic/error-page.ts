import { type ServerResponse, STATUS_CODES } from 'node:http';

/** Answers in CLB's own name. */
export function answerItself(
  response: ServerResponse,
  status: number,
  fields: Record<string, string> = {},
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const title = `${status} ${STATUS_CODES[status] ?? ''}`;
  response.writeHead(status, { Server: 'Tengine', 'Content-Type': 'text/html', ...fields });
  response.end(`<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n</body>\n</html>\n`);
}
