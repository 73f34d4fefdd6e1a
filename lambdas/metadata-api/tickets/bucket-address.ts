/** Where a bucket is. */
export interface BucketAddress {
  /** With the colon: `https:`. */
  protocol: string;
  hostname: string;
  /** Undefined for the protocol's own. */
  port: number | undefined;
  /** Before an object's `/key`: '' for virtual-host style. */
  path: string;
}

/**
 * The address of the bucket for presigned URLs: its own domain name, or within an endpoint that the environment names,
 * by path where that is an IP address, as the SDK's clients do.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 * @param domainName - of the bucket in its region, as CloudFormation tells it
 * @param endpoint - of one's own instead of Amazon S3
 */
export function bucketAddress(
  bucket: string,
  domainName: string,
  endpoint: string | undefined = process.env.AWS_ENDPOINT_URL_S3,
): BucketAddress {
  if (!endpoint) return { protocol: 'https:', hostname: domainName, port: undefined, path: '' };
  const { protocol, hostname, port } = new URL(endpoint);
  const at = { protocol, port: port === '' ? undefined : Number(port) };
  return /^(?:\d+\.){3}\d+$|^\[/.test(hostname)
    ? { ...at, hostname, path: `/${bucket}` }
    : { ...at, hostname: `${bucket}.${hostname}`, path: '' };
}
