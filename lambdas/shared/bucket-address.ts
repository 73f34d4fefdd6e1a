/** Where a bucket is. */
export interface BucketAddress {
  origin: string;
  /** With the port, where it is not the protocol's own. */
  host: string;
  /** Before an object's `/key`: '' for virtual-host style. */
  path: string;
}

/**
 * Virtual-host style, or path style on an IP address, as the SDK's own clients do.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 * @param endpoint - of one's own; undefined for Amazon S3
 */
export function bucketAddress(bucket: string, region: string, endpoint: string | undefined): BucketAddress {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const { protocol, hostname, host } = new URL(endpoint || `https://s3.${region}.${domain}`);
  return /^(?:\d+\.){3}\d+$|^\[/.test(hostname)
    ? { origin: `${protocol}//${host}`, host, path: `/${bucket}` }
    : { origin: `${protocol}//${bucket}.${host}`, host: `${bucket}.${host}`, path: '' };
}
