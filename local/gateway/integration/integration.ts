import { invokePermission } from '../../iam/invoke-permission.ts';
import type { Deployment } from '../../template/deployment.ts';
import { executeApiArn, functionArnIn } from '../arns.ts';
import { DEFAULT_TIMEOUT } from '../invoke.ts';
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
  const functionArn = functionArnIn(Integration?.Uri);
  if (Integration?.Type !== 'AWS_PROXY' || functionArn === undefined) {
    throw new Error(`${HttpMethod} ${path}: the local run has no integration of type ${Integration?.Type}.`);
  }
  const apiArn = executeApiArn(deployment, apiId);
  const permits = invokePermission(deployment, functionArn, 'apigateway.amazonaws.com');
  return {
    type: 'AWS_PROXY',
    functionArn,
    timeoutMs: Integration.TimeoutInMillis ?? DEFAULT_TIMEOUT,
    permits: (httpMethod, resourcePath) => permits(`${apiArn}/${stage}/${httpMethod}${resourcePath}`),
  };
}
