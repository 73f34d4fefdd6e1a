/** Where the bucket is, for a request. */
export interface BucketAddress {
  protocol: string;
  hostname: string;
  port?: number;
  /** Path of the bucket, '' for virtual-host style. */
  path: string;
}

/**
 * Virtual-host style, or path style on an IP address, as the SDK's own clients do.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function bucketAddress(bucket: string, region: string): BucketAddress {
  const endpoint = process.env.AWS_ENDPOINT_URL_S3;
  if (!endpoint) return { protocol: 'https:', hostname: `${bucket}.s3.${region}.amazonaws.com`, path: '' };
  const { protocol, hostname, port } = new URL(endpoint);
  const address = { protocol, ...(port && { port: Number(port) }) };
  return /^(?:\d+\.){3}\d+$|^\[/.test(hostname)
    ? { ...address, hostname, path: `/${bucket}` }
    : { ...address, hostname: `${bucket}.${hostname}`, path: '' };
}
