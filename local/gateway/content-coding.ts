import { promisify } from 'node:util';
import { deflate, gunzip, gzip, inflate } from 'node:zlib';
import { GatewayError, type HttpAnswer } from './errors.ts';

/** What API Gateway packs and unpacks. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-enable-compression.html */
const CODINGS = {
  gzip: { pack: promisify(gzip), unpack: promisify(gunzip) },
  deflate: { pack: promisify(deflate), unpack: promisify(inflate) },
};
type Coding = keyof typeof CODINGS;

const isCoding = (name: string): name is Coding => Object.hasOwn(CODINGS, name);

/**
 * A request's body as API Gateway passes it on, whichever API it is for.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html
 * @param contentEncoding - of the request
 * @param most - bytes that it may have when it is unpacked
 * @throws GatewayError UNSUPPORTED_MEDIA_TYPE for another coding, and for a body that is not in the one which is named;
 * REQUEST_TOO_LARGE
 */
export async function unpacked(
  body: Buffer,
  contentEncoding: string | undefined,
  most: number,
): Promise<Buffer> {
  const coding = contentEncoding?.trim().toLowerCase() || 'identity';
  if (coding === 'identity' || body.length === 0) return body;
  if (!isCoding(coding)) throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
  try {
    return await CODINGS[coding].unpack(body, { maxOutputLength: most });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new GatewayError(tooLarge ? 'REQUEST_TOO_LARGE' : 'UNSUPPORTED_MEDIA_TYPE');
  }
}

/**
 * Packs an answer for a client that names a coding, from the API's `MinimumCompressionSize` on.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-receive-response-with-compressed-payload.html
 * @param acceptEncoding - of the request; `*` names none
 * @param minimum - bytes; the API packs nothing when undefined
 */
export async function packed(
  answer: HttpAnswer,
  acceptEncoding: string | undefined,
  minimum: number | undefined,
): Promise<HttpAnswer> {
  const { headers, body } = answer;
  const packs =
    minimum !== undefined &&
    Buffer.byteLength(body) >= minimum &&
    !headers.some(([name]) => name.toLowerCase() === 'content-encoding');
  const coding = packs ? preferred(acceptEncoding ?? '') : undefined;
  if (!coding) return answer;
  return {
    ...answer,
    headers: [...headers, ['Content-Encoding', coding]],
    body: await CODINGS[coding].pack(body),
  };
}

/** The coding with the highest weight (RFC 9110, section 12.5.3), the first of several; undefined for none. */
function preferred(acceptEncoding: string): Coding | undefined {
  const weights = acceptEncoding
    .toLowerCase()
    .split(',')
    .map((part) => /^\s*([^\s;]+)\s*(?:;\s*q=(\d(?:\.\d{1,3})?))?\s*$/.exec(part))
    .map((match) => [match?.[1] ?? '', Number(match?.[2] ?? 1)] as const);
  const [best] = weights
    .filter(([name, weight]) => weight > 0 && (name === 'identity' || isCoding(name)))
    .sort(([, a], [, b]) => b - a);
  return best && isCoding(best[0]) ? best[0] : undefined;
}
