import { NetworkError, TimeoutError, UploadRefusedError } from '../errors.ts';
import { checkReadable } from '../file.ts';
import type { PreSignedUrl } from '../types.ts';
import { LONGEST_TIMER_MS, startTimeLimit } from './time-limit.ts';
import { type Answer, type Transport, transportOf } from './transports.ts';

/** An upload of which nothing moves for this long is taken for dead, where it tells its progress. */
const STALLED_AFTER_MS = 60_000;
/** The slowest line on which an upload is waited for whose progress nobody tells, bytes a second. */
const SLOWEST_LINE = 8 * 2 ** 10;

/** Bytes that a system takes from a program and has not sent yet, at most. */
const MOST_BUFFERED = 2 * 2 ** 20;

export interface SendOptions {
  fetch: typeof fetch;
  onSent?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** That of the runtime by default. */
  transport?: Transport | undefined;
}

/**
 * How long an upload may go without a sign of life, ms. Where no progress is told, that no byte moves cannot be told from
 * a long way: then it is as long as all of it takes on the slowest line.
 */
export function longestSilence(bytes: number, { tellsProgress }: Pick<Transport, 'tellsProgress'>): number {
  const onItsWay = tellsProgress ? 0 : (bytes / SLOWEST_LINE) * 1000;
  return Math.min(STALLED_AFTER_MS + onItsWay, LONGEST_TIMER_MS);
}

/**
 * Sends the bytes to S3 under a ticket, once.
 * @throws UploadRefusedError, NetworkError, TimeoutError when nothing moves any more, ArgumentError for a file that
 * cannot be read any more, what `onSent` throws, or the signal's reason.
 */
export async function sendBytes(ticket: PreSignedUrl, file: Blob, options: SendOptions): Promise<void> {
  const { fetch, signal, onSent, transport = transportOf(globalThis) } = options;
  let silence = longestSilence(file.size, transport);
  const limit = startTimeLimit(silence, signal);
  let fault: { error: unknown } | undefined;
  const tell = (bytes: number) => {
    // What has left the program may still wait in buffers ahead of the line.
    const buffered = longestSilence(Math.min(bytes, MOST_BUFFERED), { tellsProgress: false });
    silence = Math.max(silence, buffered);
    limit.restart(silence);
    try {
      onSent?.(bytes);
    } catch (error) {
      // Thrown on, it would break the connection, and be taken for the network's fault.
      fault ??= { error };
      limit.cancel();
    }
  };
  let answer: Answer;
  try {
    // Without its type, which would go along as a header: what to send is for the ticket to say.
    answer = await transport.send(ticket, file.slice(), { fetch, onSent: tell, signal: limit.signal });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (fault) throw fault.error;
    if (limit.over) {
      const seconds = Math.round(silence / 1000);
      throw new TimeoutError(`The upload gave no sign of life for ${seconds} seconds.`, 'RequestTimeout');
    }
    await checkReadable(file);
    throw new NetworkError('The connection broke while the image was being sent.', error);
  } finally {
    limit.end();
  }
  if (fault) throw fault.error;
  const { status, text } = answer;
  if (status >= 200 && status < 300) return;
  // S3 tells why in XML. Somebody on the way does not, and knows nothing of what became of the bytes.
  if (!/<Code>/.test(text))
    throw new NetworkError(`Something on the way to S3 answered ${status} in its place.`);
  throw refusal(status, text);
}

/** Reads S3's XML. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function refusal(status: number, xml: string): UploadRefusedError {
  const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return new UploadRefusedError(status, {
    code: element('Code') ?? `Http${status}`,
    message: element('Message') ?? `S3 answered ${status}.`,
    requestId: element('RequestId'),
  });
}
