import { matchesArn } from '../iam/patterns.ts';
import type { Deployment } from '../template/deployment.ts';

/** Whom a function's resource policy lets in. */
interface PermissionProperties {
  Action: string;
  FunctionName: string;
  Principal: string;
  SourceAccount?: string;
  SourceArn?: string;
}

const INVOKE = new Set(['lambda:InvokeFunction', 'lambda:*']);

/** The ARN of the function that a URI of an integration or an authorizer is about; undefined when it is about none. */
export const functionArnIn = (uri = ''): string | undefined =>
  /:lambda:path\/[^/]+\/functions\/(.+)\/invocations$/.exec(uri)?.[1];

/** What the ARNs of an API's stages, methods and authorizers begin with. */
export function executeApiArn({ environment }: Deployment, apiId: string): string {
  return `arn:aws:execute-api:${environment.region}:${environment.accountId}:${apiId}`;
}

/** Whether a function's resource policy lets API Gateway invoke it, on behalf of what the source ARN names. */
export function invokePermission(
  deployment: Deployment,
  functionArn: string,
): (sourceArn: string) => boolean {
  const { region, accountId } = deployment.environment;
  const sources = deployment
    .ofType<PermissionProperties>('AWS::Lambda::Permission')
    .map(({ properties }) => properties)
    .filter(({ Action, FunctionName, Principal, SourceAccount = accountId }) => {
      const arn = FunctionName.startsWith('arn:')
        ? FunctionName
        : `arn:aws:lambda:${region}:${accountId}:function:${FunctionName}`;
      return (
        Principal === 'apigateway.amazonaws.com' &&
        INVOKE.has(Action) &&
        SourceAccount === accountId &&
        arn === functionArn
      );
    })
    .map(({ SourceArn }) => SourceArn);
  return (arn) => sources.some((source) => source === undefined || matchesArn(source, arn));
}
