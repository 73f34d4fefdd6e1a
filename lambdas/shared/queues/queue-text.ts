/** Halves of characters beyond U+FFFF, and the two characters that SQS does not take. JSON escapes control characters itself. */
const ESCAPED = /[\ud800-\udfff\ufffe\uffff]/g;

/**
 * A message as JSON that SQS takes whatever the texts in it are: one character that it refuses would stop all that comes
 * behind it. Read back, it is the same.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function queueText(message: object): string {
  return JSON.stringify(message).replace(
    ESCAPED,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
