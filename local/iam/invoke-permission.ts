import type { Deployment } from '../template/deployment.ts';
import { matchesArn } from './patterns.ts';

/** Whom a function's resource policy lets in. */
interface PermissionProperties {
  Action: string;
  FunctionName: string;
  Principal: string;
  SourceAccount?: string;
  SourceArn?: string;
}

const INVOKE = new Set(['lambda:InvokeFunction', 'lambda:*']);

/**
 * Whether a function's resource policy lets a service invoke it, on behalf of what the source ARN names.
 * @param service - such as `apigateway.amazonaws.com`
 */
export function invokePermission(
  deployment: Deployment,
  functionArn: string,
  service: string,
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
        Principal === service && INVOKE.has(Action) && SourceAccount === accountId && arn === functionArn
      );
    })
    .map(({ SourceArn }) => SourceArn);
  return (arn) => sources.some((source) => source === undefined || matchesArn(source, arn));
}
