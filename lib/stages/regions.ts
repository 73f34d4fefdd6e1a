import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { StageConfig } from './stages.ts';

/**
 * Why the page cannot be deployed in a partition. Elsewhere than in `aws` nothing of it has been seen to work, so that
 * a partition which is not listed is refused too.
 */
const WITHOUT_PAGE: Record<string, string> = {
  // https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/using-services.html
  'aws-us-gov': 'AWS GovCloud has no CloudFront',
  // https://docs.amazonaws.cn/en_us/aws/latest/userguide/cloudfront.html
  'aws-cn': 'CloudFront in China has no origin access control, no certificates of ACM and no name of its own',
};

/** The partition of a region, as in its ARNs. That of a region younger than this version of the CDK is in its name. */
function partitionOf(region: string): string {
  const known = RegionInfo.get(region).partition;
  if (known) return known;
  const [, apart] = /^(cn|us-gov|eusc|[a-z]+-iso[a-z]*)-/.exec(region) ?? [];
  return apart ? `aws-${apart}` : 'aws';
}

/** What a stage wants and the region of its `env` does not have. */
export function faultsOfRegion({ env, domain, web }: StageConfig): string[] {
  if (!env) return [];
  const where = `env.region ${env.region}`;
  const faults = web ? faultsOfPageIn(env.region, where) : [];
  const [, partition, , region] = domain?.certificateArn.split(':') ?? [];
  if (region && (region !== env.region || partition !== partitionOf(env.region)))
    faults.push(`domain.certificateArn must be of ${where}, not of ${region} in ${partition}`);
  return faults;
}

/** Why the page cannot be in a region, as a sentence that names the field; empty where it can. */
export function faultsOfPageIn(region: string, where: string): string[] {
  const partition = partitionOf(region);
  if (partition === 'aws') return [];
  const reason =
    WITHOUT_PAGE[partition] ?? `the partition ${partition} is not known to have what the page needs`;
  return [`web must be false in ${where}: ${reason}`];
}
