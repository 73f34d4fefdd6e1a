import { resolved, type StageTemplates } from './templates.ts';

/**
 * Where the resources of services that an account has once for all regions, or that all accounts share, take a name.
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html
 */
const NAMES: Record<string, (properties: Record<string, unknown>) => unknown[]> = {
  'AWS::CloudFront::Function': ({ Name }) => [Name],
  'AWS::CloudFront::': namesWithin,
  'AWS::CloudWatch::Dashboard': ({ DashboardName }) => [DashboardName],
  'AWS::IAM::Group': ({ GroupName }) => [GroupName],
  'AWS::IAM::InstanceProfile': ({ InstanceProfileName }) => [InstanceProfileName],
  'AWS::IAM::ManagedPolicy': ({ ManagedPolicyName }) => [ManagedPolicyName],
  'AWS::IAM::Role': ({ RoleName }) => [RoleName],
  'AWS::IAM::User': ({ UserName }) => [UserName],
  'AWS::Route53::': ({ Name }) => [Name],
  'AWS::S3::Bucket': ({ BucketName }) => [BucketName],
};

/** CloudFront takes its names one level down, and holds each alias of a distribution once. */
function namesWithin(properties: Record<string, unknown>): unknown[] {
  return Object.values(properties).flatMap((inner) => {
    const { Name, Aliases } = (inner ?? {}) as { Name?: unknown; Aliases?: unknown[] };
    return [Name ?? (typeof inner === 'string' ? inner : undefined), ...(Aliases ?? [])];
  });
}

/** `type name` of each global name that a deployment of these templates to their region takes. */
export function globalNames(stage: StageTemplates): string[] {
  return Object.values(stage.stacks).flatMap(({ Resources }) =>
    Object.values(Resources).flatMap(({ Type, Properties = {} }) => {
      const [, namesOf] = Object.entries(NAMES).find(([prefix]) =>
        prefix.endsWith('::') ? Type.startsWith(prefix) : Type === prefix,
      ) ?? [undefined, () => []];
      return namesOf(Properties)
        .filter((name) => name !== undefined)
        .map((name) => `${Type} ${resolved(name, stage)}`);
    }),
  );
}
