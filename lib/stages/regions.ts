import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { StageConfig } from './stages.ts';

/**
 * Why page and delivery cannot be deployed in a partition. Elsewhere than in `aws` nothing of them has been seen to work, so
 * that a partition which is not listed is refused too.
 */
const WITHOUT_CLOUDFRONT: Record<string, string> = {
  // https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/using-services.html
  'aws-us-gov': 'AWS GovCloud has no CloudFront',
  // https://docs.amazonaws.cn/en_us/aws/latest/userguide/cloudfront.html
  'aws-cn': 'CloudFront in China has no origin access control, no certificates of ACM and no name of its own',
};

/** The fields of what is on CloudFront, and how messages call it. */
const WHAT = { web: 'page', delivery: 'delivery' } as const;
const ON_CLOUDFRONT = ['web', 'delivery'] as const;

/** The partition of a region, as in its ARNs. That of a region younger than this version of the CDK is in its name. */
function partitionOf(region: string): string {
  const known = RegionInfo.get(region).partition;
  if (known) return known;
  const [, apart] = /^(cn|us-gov|eusc|[a-z]+-iso[a-z]*)-/.exec(region) ?? [];
  return apart ? `aws-${apart}` : 'aws';
}

/** What a stage wants and the region of its `env` does not have. */
export function faultsOfRegion({ env, domain, ...config }: StageConfig): string[] {
  if (!env) return [];
  const where = `env.region ${env.region}`;
  const faults = faultsOfCloudFrontIn(env.region, where, config);
  const [, partition, , region] = domain?.certificateArn.split(':') ?? [];
  if (region && (region !== env.region || partition !== partitionOf(env.region)))
    faults.push(`domain.certificateArn must be of ${where}, not of ${region} in ${partition}`);
  return faults;
}

/** Why what a stage has on CloudFront cannot be in a region, as sentences that name the field; empty where it can. */
export function faultsOfCloudFrontIn(
  region: string,
  where: string,
  config: Pick<StageConfig, (typeof ON_CLOUDFRONT)[number]>,
): string[] {
  const partition = partitionOf(region);
  if (partition === 'aws') return [];
  return ON_CLOUDFRONT.filter((field) => config[field]).map((field) => {
    const reason =
      WITHOUT_CLOUDFRONT[partition] ??
      `the partition ${partition} is not known to have what the ${WHAT[field]} needs`;
    return `${field} must be false in ${where}: ${reason}`;
  });
}

/**
 * Where CloudFront has an Origin Shield.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html#choose-origin-shield-region
 */
const ORIGIN_SHIELDS: readonly string[] = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'me-central-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-2',
];

/** The Origin Shield beside a stage's origins; undefined where there is none, or nobody knows yet where the stage goes. */
export function originShieldOf({ env }: Pick<StageConfig, 'env'>): string | undefined {
  return ORIGIN_SHIELDS.find((region) => region === env?.region);
}
