/** Where a bucket is. */
export interface BucketAddress {
  origin: string;
  /** With the port, where it is not the protocol's own. */
  host: string;
  /** Before an object's `/key`: '' for virtual-host style. */
  path: string;
}

/**
 * Domains of the partitions that have one of their own, by the first letters of their regions, as in the SDK's endpoint
 * rules: https://github.com/aws/aws-sdk-js-v3/blob/main/packages/util-endpoints/src/lib/aws/partitions.json
 */
const DOMAINS: [regions: string, domain: string][] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
];

/**
 * Virtual-host style, or path style on an IP address, as the SDK's own clients do.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 * @param endpoint - of one's own; undefined for Amazon S3
 */
export function bucketAddress(bucket: string, region: string, endpoint: string | undefined): BucketAddress {
  const domain = DOMAINS.find(([regions]) => region.startsWith(regions))?.[1] ?? 'amazonaws.com';
  const { protocol, hostname, host } = new URL(endpoint || `https://s3.${region}.${domain}`);
  return /^(?:\d+\.){3}\d+$|^\[/.test(hostname)
    ? { origin: `${protocol}//${host}`, host, path: `/${bucket}` }
    : { origin: `${protocol}//${bucket}.${host}`, host: `${bucket}.${host}`, path: '' };
}
