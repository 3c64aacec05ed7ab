import { errorMessage, OperatorError } from '../base/index.ts';
import { LogFile } from '../telemetry/index.ts';

/**
 * Makes sure that the access log can be written, before anything is started that would write to it; makes the file.
 * @throws OperatorError `AccessLogUnavailable` that names the file and why.
 */
export async function checkLogFile(path: string): Promise<void> {
  const file = new LogFile(path);
  try {
    await file.write(Buffer.alloc(0));
  } catch (error) {
    throw new OperatorError(
      'AccessLogUnavailable',
      `The access log ${path} cannot be opened: ${errorMessage(error)}.`,
      {
        hint: 'Make its folder, let the user that the server runs as write there, or give accessLogFile another path.',
        cause: error,
      },
    );
  } finally {
    await file.close();
  }
}
