import type { ErrorBody, ErrorCode, FieldError } from '../../contract/error-codes.ts';

interface Details extends Pick<ErrorBody, 'errors' | 'version'> {
  /** When the same request can do better. */
  retryAfterSeconds?: number;
}

/** What went wrong, in the words of the domain; `http/answer.ts` gives it a status. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: Details;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.details = details;
  }
}

/** Says which fields are wrong; the message repeats the first one for people who read no further. */
export function validationFailed(errors: FieldError[]): DomainError {
  const [first] = errors;
  return new DomainError('ValidationFailed', first ? `${first.path} ${first.message}` : 'Invalid request', {
    errors,
  });
}

export function invalidField(path: string, message: string): DomainError {
  return validationFailed([{ path, message }]);
}

export function recordNotFound(): DomainError {
  return new DomainError('NotFound', 'There is no such record');
}

export function editConflict(): DomainError {
  return new DomainError('EditConflict', 'Others kept changing the record meanwhile; send the request again');
}

export function alreadyExists(id: string): DomainError {
  return new DomainError('AlreadyExists', `This user already has an image of this name: record ${id}`);
}

export function payloadTooLarge(what: string, maxBytes: number): DomainError {
  return new DomainError('PayloadTooLarge', `The ${what} must have at most ${maxBytes} bytes`);
}
