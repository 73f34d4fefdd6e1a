import { createHash } from 'node:crypto';

/** What `Ref` and `Fn::GetAtt` of a resource give. */
export interface PhysicalIdentity {
  ref: string;
  attributes: Record<string, string>;
}

export interface Environment {
  accountId: string;
  region: string;
  /** Keeps the names of several runs on one engine apart. */
  namePrefix?: string | undefined;
  /** Number of the version that the templates declare; 1 when left out. */
  functionVersion?: string | undefined;
  /** The queue's URL on the local SQS. */
  queueUrl(name: string): string;
}

type Properties = Record<string, unknown>;
type Namer = (name: string, properties: Properties, environment: Environment) => PhysicalIdentity;

/**
 * Physical names and ARNs as CloudFormation and the services form them.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const NAMERS: Record<string, Namer> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::S3::Bucket': (name, { BucketName }, { region }) => {
    const ref = String(BucketName ?? shorten(name.toLowerCase(), 63));
    return {
      ref,
      attributes: {
        Arn: `arn:aws:s3:::${ref}`,
        DomainName: `${ref}.s3.amazonaws.com`,
        RegionalDomainName: `${ref}.s3.${region}.amazonaws.com`,
      },
    };
  },
  'AWS::CloudFront::CachePolicy': withId,
  'AWS::CloudFront::Distribution': (name, _, { accountId }) => {
    const id = globalId(name);
    const Arn = `arn:aws:cloudfront::${accountId}:distribution/${id}`;
    return { ref: id, attributes: { Arn, Id: id, DomainName: `${id.toLowerCase()}.cloudfront.net` } };
  },
  'AWS::CloudFront::Function': (name, { Name }, { accountId }) => {
    const ref = `arn:aws:cloudfront::${accountId}:function/${Name ?? name}`;
    return { ref, attributes: { Arn: ref, FunctionARN: ref } };
  },
  'AWS::CloudFront::KeyGroup': withId,
  'AWS::CloudFront::OriginAccessControl': withId,
  'AWS::CloudFront::PublicKey': withId,
  'AWS::CloudFront::ResponseHeadersPolicy': withId,
  'AWS::SQS::Queue': (name, { QueueName }, { region, accountId, queueUrl }) => {
    const queue = String(QueueName ?? shorten(name, 80));
    const url = queueUrl(queue);
    return {
      ref: url,
      attributes: { Arn: `arn:aws:sqs:${region}:${accountId}:${queue}`, QueueName: queue, QueueUrl: url },
    };
  },
  'AWS::Events::EventBus': (name, { Name }, { region, accountId }) => {
    const ref = String(Name ?? name);
    return { ref, attributes: { Arn: `arn:aws:events:${region}:${accountId}:event-bus/${ref}`, Name: ref } };
  },
  'AWS::Events::Rule': (name, { Name }, { region, accountId }) => {
    const ref = String(Name ?? shorten(name, 64));
    return { ref, attributes: { Arn: `arn:aws:events:${region}:${accountId}:rule/${ref}` } };
  },
  'AWS::Scheduler::Schedule': (name, { Name, GroupName = 'default' }, { region, accountId }) => {
    const ref = String(Name ?? shorten(name, 64));
    return {
      ref,
      attributes: { Arn: `arn:aws:scheduler:${region}:${accountId}:schedule/${GroupName}/${ref}` },
    };
  },
  'AWS::Scheduler::ScheduleGroup': (name, { Name }, { region, accountId }) => {
    const ref = String(Name ?? shorten(name, 64));
    return { ref, attributes: { Arn: `arn:aws:scheduler:${region}:${accountId}:schedule-group/${ref}` } };
  },
  'AWS::Lambda::Function': (name, { FunctionName }, environment) => {
    const ref = String(FunctionName ?? shorten(name, 64));
    return { ref, attributes: { Arn: functionArn(ref, environment) } };
  },
  'AWS::Lambda::Version': (_, { FunctionName }, environment) => ({
    ref: `${functionArn(String(FunctionName), environment)}:${environment.functionVersion ?? '1'}`,
    attributes: { Version: environment.functionVersion ?? '1' },
  }),
  'AWS::Lambda::Alias': (_, { FunctionName, Name }, environment) => {
    const ref = `${functionArn(String(FunctionName), environment)}:${String(Name)}`;
    return { ref, attributes: { AliasArn: ref } };
  },
  'AWS::Lambda::Url': (name, { TargetFunctionArn, Qualifier }, environment) => {
    const arn = functionArn(String(TargetFunctionArn), environment);
    const ref = Qualifier === undefined ? arn : `${arn}:${String(Qualifier)}`;
    const host = `${digest(name).slice(0, 32)}.lambda-url.${environment.region}.on.aws`;
    return { ref, attributes: { FunctionArn: ref, FunctionUrl: `https://${host}/` } };
  },
  'AWS::Lambda::EventSourceMapping': (name, _, { region, accountId }) => {
    const ref = digest(name).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
    const arn = `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${ref}`;
    return { ref, attributes: { Id: ref, EventSourceMappingArn: arn } };
  },
  'AWS::IAM::Role': (name, { RoleName }, { accountId }) => {
    const ref = String(RoleName ?? shorten(name, 64));
    return { ref, attributes: { Arn: `arn:aws:iam::${accountId}:role/${ref}`, RoleId: ref } };
  },
  'AWS::Logs::LogGroup': (name, { LogGroupName }, { region, accountId }) => {
    const ref = String(LogGroupName ?? name);
    return { ref, attributes: { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${ref}:*` } };
  },
  'AWS::ApiGateway::RestApi': (name) => {
    const ref = BigInt(`0x${digest(name)}`)
      .toString(36)
      .slice(0, 10);
    return { ref, attributes: { RootResourceId: `${ref}-root`, RestApiId: ref } };
  },
  'AWS::ApiGateway::Authorizer': (name) => ({ ref: name, attributes: { AuthorizerId: name } }),
  'AWS::ApiGateway::Stage': (_, { StageName }) => ({ ref: String(StageName), attributes: {} }),
  'AWS::ApiGateway::Model': (name, { Name }) => ({ ref: String(Name ?? name), attributes: {} }),
};

/** @param name - stack name and logical id, the start of every physical name that CloudFormation makes up */
export function identify(
  type: string,
  name: string,
  properties: Properties,
  environment: Environment,
): PhysicalIdentity {
  const namer = NAMERS[type];
  if (namer) return namer(name, properties, environment);
  const service = type.split('::')[1]?.toLowerCase() ?? 'local';
  const arn = `arn:aws:${service}:${environment.region}:${environment.accountId}:${name}`;
  return { ref: name, attributes: { Arn: arn } };
}

function table(name: string, { TableName }: Properties, { region, accountId }: Environment) {
  const ref = String(TableName ?? name);
  const Arn = `arn:aws:dynamodb:${region}:${accountId}:table/${ref}`;
  return { ref, attributes: { Arn, StreamArn: `${Arn}/stream/${STREAM_LABEL}` } };
}

/** What CloudFront knows by an id that it makes up. */
function withId(name: string): PhysicalIdentity {
  const id = globalId(name);
  return { ref: id, attributes: { Id: id } };
}

const globalId = (name: string): string => `E${digest(name).toUpperCase().slice(0, 13)}`;

/** When a stream was switched on, which is its name. Here it is the same in every run. */
const STREAM_LABEL = '2026-01-01T00:00:00.000';

function functionArn(nameOrArn: string, { region, accountId }: Environment): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  return `arn:aws:lambda:${region}:${accountId}:function:${nameOrArn}`;
}

/** A name too long for its service is cut; a digest keeps cut ones apart. */
function shorten(name: string, length: number): string {
  return name.length <= length ? name : `${name.slice(0, length - 9)}-${digest(name).slice(0, 8)}`;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
