/** An error as Twilio's REST API gives it: an HTTP status, a code of its dictionary and a sentence. */
export class RestError extends Error {
  readonly status: 400 | 401 | 404;
  readonly code: number;
  constructor(status: 400 | 401 | 404, code: number, message: string) {
    super(message);
    this.name = 'RestError';
    this.status = status;
    this.code = code;
  }

  toJSON() {
    return {
      code: this.code,
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    };
  }
}

export const authenticationFailed = () => new RestError(401, 20003, 'Authenticate');

export const notFound = (path: string) => new RestError(404, 20404, `The requested resource ${path} was not found`);

export const notInProgress = () => new RestError(400, 21220, 'Call is not in-progress. Cannot redirect.');

export const invalid = (message: string) => new RestError(400, 20001, message);
