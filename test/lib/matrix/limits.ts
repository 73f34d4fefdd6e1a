import {
  ofType,
  type Resource,
  resolved,
  resourceOf,
  type StackTemplate,
  type StageTemplates,
  targetOf,
} from './templates.ts';

/** Everything in a stage that breaks a limit which no resource's schema knows, as a sentence each. */
export function brokenLimits(stage: StageTemplates): string[] {
  return Object.entries(stage.stacks).flatMap(([name, stack]) => [
    ...stackLimits(name, stack),
    ...policyLimits(stack, stage),
    ...environmentLimits(stack, stage),
    ...nameLimits(stack, stage),
    ...mappingLimits(stack, stage),
    ...releaseLimits(stack, stage),
  ]);
}

const over = (what: string, actual: number, limit: number) =>
  actual > limit ? [`${what}: ${actual}, at most ${limit}`] : [];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
function stackLimits(name: string, stack: StackTemplate): string[] {
  return [
    ...over(`resources of ${name}`, Object.keys(stack.Resources).length, 500),
    ...over(`outputs of ${name}`, Object.keys(stack.Outputs ?? {}).length, 200),
    ...over(`bytes of ${name}`, JSON.stringify(stack).length, 1_000_000),
  ];
}

/**
 * Characters without white space of all inline policies of a role together, and of one resource policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
 */
const POLICIES: Record<string, number> = {
  'AWS::IAM::ManagedPolicy': 6144,
  'AWS::SQS::QueuePolicy': 8192,
  'AWS::SNS::TopicPolicy': 30 * 1024,
  'AWS::S3::BucketPolicy': 20 * 1024,
};
const INLINE = 10_240;
const TRUST = 2048;

function policyLimits(stack: StackTemplate, stage: StageTemplates): string[] {
  const size = (document: unknown) => JSON.stringify(resolved(document, stage)).length;
  const ofRoles = ofType(stack, 'AWS::IAM::Role').flatMap(([id, { Properties }]) => {
    const attached = ofType(stack, 'AWS::IAM::Policy').filter(([, policy]) =>
      policy.Properties.Roles.some(({ Ref }: { Ref?: string }) => Ref === id),
    );
    const documents = [
      ...(Properties.Policies ?? []),
      ...attached.map(([, policy]) => policy.Properties),
    ].map(({ PolicyDocument }) => size(PolicyDocument));
    const sum = documents.reduce((all, one) => all + one, 0);
    return [
      ...over(`inline policies of ${id}`, sum, INLINE),
      ...over(`trust policy of ${id}`, size(Properties.AssumeRolePolicyDocument), TRUST),
    ];
  });
  const ofResources = Object.entries(POLICIES).flatMap(([type, limit]) =>
    ofType(stack, type).flatMap(([id, { Properties }]) => over(id, size(Properties.PolicyDocument), limit)),
  );
  return [...ofRoles, ...ofResources];
}

/** Bytes of all variables of a function. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
function environmentLimits(stack: StackTemplate, stage: StageTemplates): string[] {
  return ofType(stack, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
    const variables = resolved(Properties.Environment?.Variables ?? {}, stage);
    return over(`environment of ${id}`, Buffer.byteLength(JSON.stringify(variables)), 4096);
  });
}

/** How long the property that names a resource may be, where it is not 64. */
const LONGER: Record<string, number> = {
  'AWS::ApiGateway::RestApi.Name': 255,
  'AWS::CloudWatch::Alarm.AlarmName': 255,
  'AWS::CloudWatch::Dashboard.DashboardName': 255,
  'AWS::CloudFront::ResponseHeadersPolicy.Name': 128,
  'AWS::IAM::Policy.PolicyName': 128,
  'AWS::Logs::LogGroup.LogGroupName': 512,
};
const NAMED = /^(Name|(Alarm|Bucket|Dashboard|Function|Group|LogGroup|Policy|Queue|Role|Table|Topic)Name)$/;

function nameLimits(stack: StackTemplate, stage: StageTemplates): string[] {
  return Object.entries(stack.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const config = Object.entries(Properties).flatMap(([key, value]) =>
      key.endsWith('Config') ? Object.entries(value as object) : [[key, value] as [string, unknown]],
    );
    return config
      .filter(([key, value]) => NAMED.test(key) && !isReference(Type, key, value))
      .flatMap(([key, value]) =>
        over(`${key} of ${id}`, String(resolved(value, stage)).length, LONGER[`${Type}.${key}`] ?? 64),
      );
  });
}

/** Whether the name is another resource's, not its own. */
const isReference = (type: string, key: string, value: unknown) => {
  if (key === 'FunctionName') return type !== 'AWS::Lambda::Function';
  const [name] = Object.keys((value ?? {}) as object);
  return typeof value === 'object' && name !== 'Fn::Join' && name !== 'Fn::Sub';
};

/**
 * What Lambda asks of a mapping of a queue, or of a table's stream.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
 */
function mappingLimits(stack: StackTemplate, stage: StageTemplates): string[] {
  return ofType(stack, 'AWS::Lambda::EventSourceMapping').flatMap(([id, { Properties }]) => {
    const { BatchSize = 10, MaximumBatchingWindowInSeconds: window = 0, ScalingConfig } = Properties;
    const queue = resourceOf(targetOf(Properties.EventSourceArn, stage), stage);
    const called = functionOf(Properties.FunctionName, stack);
    if (queue?.Type === 'AWS::DynamoDB::Table' && called) return streamLimits(id, Properties, queue);
    if (queue?.Type !== 'AWS::SQS::Queue' || !called)
      return [`${id} has no queue or no function of this stage`];
    const visible = queue.Properties.VisibilityTimeout ?? 30;
    const needed = 6 * (called.Properties.Timeout ?? 3) + window;
    const faults = [];
    if (visible < needed) faults.push(`${id}: visible again after ${visible} s, at least ${needed}`);
    if (BatchSize > 10 && window < 1) faults.push(`${id}: a batch of ${BatchSize} needs a batching window`);
    if (BatchSize > (queue.Properties.FifoQueue ? 10 : 10_000)) faults.push(`${id}: a batch of ${BatchSize}`);
    if (!(queue.Properties.RedrivePolicy?.maxReceiveCount >= 1))
      faults.push(`${id}: a queue without dead letters`);
    const { ReservedConcurrentExecutions: reserved = Number.POSITIVE_INFINITY } = called.Properties;
    if ((ScalingConfig?.MaximumConcurrency ?? 0) > reserved)
      faults.push(`${id}: more at once than are reserved`);
    return faults;
  });
}

function streamLimits(id: string, mapping: Resource['Properties'], table: Resource): string[] {
  const { FilterCriteria, MaximumRecordAgeInSeconds: age = -1, ParallelizationFactor = 1 } = mapping;
  const faults = [];
  if (!table.Properties.StreamSpecification) faults.push(`${id} reads a table without a stream`);
  // Kept for a day: what is older is lost, unless it has gone elsewhere before.
  if (age < 60 || age >= 86_400 || !mapping.DestinationConfig?.OnFailure?.Destination)
    faults.push(`${id} loses what is a day old`);
  return [
    ...faults,
    ...over(`filters of ${id}`, FilterCriteria?.Filters.length ?? 0, 5),
    ...over(`batches of a shard of ${id}`, ParallelizationFactor, 10),
  ];
}

/** The function behind an alias, by the alias that the name of a mapping mentions. */
function functionOf(name: unknown, stack: StackTemplate): Resource | undefined {
  const [, aliasId] = /"Ref":"(\w+)"/.exec(JSON.stringify(name)) ?? [];
  const alias = stack.Resources[aliasId ?? ''];
  return stack.Resources[alias?.Properties.FunctionName.Ref];
}

/**
 * An alias points at a published version of its own function, and at one alone: CodeDeploy does the shifting. Versions
 * outlive their replacement, for an alias to be put back on one.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 */
function releaseLimits(stack: StackTemplate, stage: StageTemplates): string[] {
  const aliases = ofType(stack, 'AWS::Lambda::Alias').flatMap(([id, { Properties }]) => {
    const version = resourceOf(targetOf(Properties.FunctionVersion, stage), stage);
    const faults = [];
    if (version?.Type !== 'AWS::Lambda::Version') faults.push(`${id} points at no published version`);
    else if (version.Properties.FunctionName.Ref !== Properties.FunctionName.Ref)
      faults.push(`${id} points at a version of another function`);
    if (Properties.RoutingConfig) faults.push(`${id} shifts traffic by itself`);
    if (!/^(?!\d+$)[\w-]+$/.test(Properties.Name)) faults.push(`${id} has a name that a version could have`);
    return faults;
  });
  const versions = ofType(stack, 'AWS::Lambda::Version')
    .filter(([, { DeletionPolicy = '', UpdateReplacePolicy }]) => {
      return !/^Retain(ExceptOnCreate)?$/.test(DeletionPolicy) || UpdateReplacePolicy !== 'Retain';
    })
    .map(([id]) => `${id} does not outlive its replacement`);
  return [...aliases, ...versions];
}
