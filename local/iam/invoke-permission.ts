import type { Deployment } from '../template/deployment.ts';
import { matchesArn } from './patterns.ts';

/** Whom a function's resource policy lets in. */
interface PermissionProperties {
  Action: string;
  FunctionName: string;
  FunctionUrlAuthType?: string;
  InvokedViaFunctionUrl?: boolean | string;
  Principal: string;
  SourceAccount?: string;
  SourceArn?: string;
}

/** How a function is called: by itself, or by its URL with a signature, which needs both permissions. */
type Call = 'lambda:InvokeFunction' | 'by URL: lambda:InvokeFunction' | 'by URL: lambda:InvokeFunctionUrl';

/**
 * Whether a function's resource policy lets a service invoke it, on behalf of what the source ARN names.
 * @param service - such as `apigateway.amazonaws.com`
 */
export function invokePermission(
  deployment: Deployment,
  functionArn: string,
  service: string,
  call: Call = 'lambda:InvokeFunction',
): (sourceArn: string) => boolean {
  const { region, accountId } = deployment.environment;
  const sources = deployment
    .ofType<PermissionProperties>('AWS::Lambda::Permission')
    .map(({ properties }) => properties)
    .filter(({ FunctionName, Principal, SourceAccount = accountId, ...properties }) => {
      const arn = FunctionName.startsWith('arn:')
        ? FunctionName
        : `arn:aws:lambda:${region}:${accountId}:function:${FunctionName}`;
      return (
        Principal === service &&
        SourceAccount === accountId &&
        arn === functionArn &&
        concerns(properties, call)
      );
    })
    .map(({ SourceArn }) => SourceArn);
  return (arn) => sources.some((source) => source === undefined || matchesArn(source, arn));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
function concerns(
  {
    Action,
    FunctionUrlAuthType,
    InvokedViaFunctionUrl,
  }: Omit<PermissionProperties, 'FunctionName' | 'Principal'>,
  call: Call,
): boolean {
  const byUrl = call.startsWith('by URL: ');
  if (Action !== 'lambda:*' && Action !== call.replace('by URL: ', '')) return false;
  if (String(InvokedViaFunctionUrl ?? false) === 'true' && !byUrl) return false;
  return FunctionUrlAuthType === undefined || (byUrl && FunctionUrlAuthType === 'AWS_IAM');
}
