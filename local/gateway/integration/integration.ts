import { matchesArn } from '../../iam/patterns.ts';
import type { Deployment } from '../../template/deployment.ts';
import type { MockIntegration } from './mock.ts';

export type Integration = ProxyIntegration | ({ type: 'MOCK' } & MockIntegration);

export type IntegrationProperties = {
  Type: string;
  Uri?: string;
  TimeoutInMillis?: number;
} & MockIntegration;

export interface ProxyIntegration {
  type: 'AWS_PROXY';
  functionArn: string;
  timeoutMs: number;
  /** Whether the function's resource policy lets this API in for a method and path. */
  permits(httpMethod: string, resourcePath: string): boolean;
}

/** Whom a function's resource policy lets in. */
interface PermissionProperties {
  Action: string;
  FunctionName: string;
  Principal: string;
  SourceAccount?: string;
  SourceArn?: string;
}

const INVOKE = new Set(['lambda:InvokeFunction', 'lambda:*']);

/** API Gateway waits this long for an integration, ms, unless told otherwise. */
const DEFAULT_TIMEOUT = 29_000;

/**
 * What answers a method's requests.
 * @throws Error for a type that the local run does not have
 */
export function readIntegration(
  deployment: Deployment,
  apiId: string,
  stage: string,
  { HttpMethod, Integration }: { HttpMethod: string; Integration?: IntegrationProperties },
  path: string,
): Integration {
  if (Integration?.Type === 'MOCK') return { ...Integration, type: 'MOCK' };
  const functionArn = /:lambda:path\/[^/]+\/functions\/(.+)\/invocations$/.exec(Integration?.Uri ?? '')?.[1];
  if (Integration?.Type !== 'AWS_PROXY' || functionArn === undefined) {
    throw new Error(`${HttpMethod} ${path}: the local run has no integration of type ${Integration?.Type}.`);
  }
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
  return {
    type: 'AWS_PROXY',
    functionArn,
    timeoutMs: Integration.TimeoutInMillis ?? DEFAULT_TIMEOUT,
    permits: (httpMethod, resourcePath) => {
      const arn = `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${httpMethod}${resourcePath}`;
      return sources.some((source) => source === undefined || matchesArn(source, arn));
    },
  };
}
