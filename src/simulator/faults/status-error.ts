import { type ApiErrorType, errorBody } from '../errors.ts';
import type { Fault } from './fault.ts';

/** The statuses that can be asked for; 502 and 503 come from a load balancer and are not in the API's shape. */
const errorTypes: Readonly<Record<string, ApiErrorType | 'load_balancer'>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  502: 'load_balancer',
  503: 'load_balancer',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** The statuses that `statusError` knows. */
export const errorStatuses: readonly string[] = Object.keys(errorTypes);

/** The answer is an error with this status. */
export function statusError(status: string): Fault {
  const type = errorTypes[status] ?? 'api_error';
  return {
    async instead(reply, { requestId }) {
      const isApi = type !== 'load_balancer';
      const message = `The simulator was asked for ${status}.`;
      const text = isApi ? errorBody({ type, message }, requestId) : `<html>\r\n<h1>${status}</h1>\r\n</html>\r\n`;
      const body = Buffer.from(text);
      const contentType = isApi ? 'application/json' : 'text/html; charset=UTF-8';
      await reply.begin({
        status: Number(status),
        headers: [
          ['content-type', contentType],
          ['content-length', String(body.length)],
        ],
      });
      await reply.write(body);
      await reply.end();
    },
  };
}
