/** Resource types that the local run brings up. */
const SERVED = new Set([
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::CloudFront::CachePolicy',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::KeyGroup',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::PublicKey',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Url',
  'AWS::Lambda::Version',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
]);

/** Types that watch, guard or deploy, and make no difference to what the service does on one machine. */
const WITHOUT_BEHAVIOUR = [
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::DomainName',
  'AWS::Budgets::',
  'AWS::CDK::Metadata',
  'AWS::CertificateManager::',
  'AWS::CloudFormation::CustomResource',
  'AWS::CloudWatch::',
  'AWS::CodeDeploy::',
  'AWS::KMS::',
  'AWS::Lambda::LayerVersion',
  'AWS::Logs::',
  'AWS::Route53::',
  'AWS::SNS::',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::WAFv2::',
  'AWS::XRay::',
  'Custom::',
];

/** The types among these that the local run neither brings up nor knows to be harmless. */
export function unsupportedTypes(types: Iterable<string>): string[] {
  const unknown = [...types].filter(
    (type) => !SERVED.has(type) && !WITHOUT_BEHAVIOUR.some((prefix) => type.startsWith(prefix)),
  );
  return [...new Set(unknown)].sort();
}
