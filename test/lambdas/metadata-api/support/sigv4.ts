import { createHash, createHmac } from 'node:crypto';

const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The signature that S3 would compute for a presigned request with these headers, from the specification alone.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function expectedSignature(
  method: string,
  url: URL,
  headers: Record<string, string>,
  secret: string,
): string {
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const given = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  given.set('host', url.host);
  const signed = url.searchParams.get('X-Amz-SignedHeaders')!.split(';');
  const canonical = [
    method,
    url.pathname,
    query,
    ...signed.map((name) => `${name}:${given.get(name)}`),
    '',
    signed.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const date = url.searchParams.get('X-Amz-Date')!;
  const [, ...scope] = url.searchParams.get('X-Amz-Credential')!.split('/');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const key = scope.reduce<Buffer | string>((secretKey, part) => hmac(secretKey, part), `AWS4${secret}`);
  return hmac(key as Buffer, ['AWS4-HMAC-SHA256', date, scope.join('/'), hash].join('\n')).toString('hex');
}
