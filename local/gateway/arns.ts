import type { Deployment } from '../template/deployment.ts';

/** The ARN of the function that a URI of an integration or an authorizer is about; undefined when it is about none. */
export const functionArnIn = (uri = ''): string | undefined =>
  /:lambda:path\/[^/]+\/functions\/(.+)\/invocations$/.exec(uri)?.[1];

/** What the ARNs of an API's stages, methods and authorizers begin with. */
export function executeApiArn({ environment }: Deployment, apiId: string): string {
  return `arn:aws:execute-api:${environment.region}:${environment.accountId}:${apiId}`;
}
