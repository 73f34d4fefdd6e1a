import { randomUUID } from 'node:crypto';
import { invokePermission } from '../../iam/invoke-permission.ts';
import type { Invocation } from '../../lambda/functions.ts';
import type { Deployment, Resource } from '../../template/deployment.ts';
import type { Answer } from '../answer.ts';
import { onlyKnown } from '../known.ts';
import { pairsOf } from '../viewer/query.ts';
import { type Asker, type Origin, type OriginRequest, SERVICE } from './origin.ts';

interface UrlProperties {
  AuthType: string;
  InvokeMode?: string;
  Qualifier?: string;
  TargetFunctionArn: string;
}

export type Invoke = (arn: string, event: unknown) => Promise<Invocation>;

/** The function URL of a host name; undefined when no stack declares it. */
export const urlOf = (deployment: Deployment, host: string): Resource<UrlProperties> | undefined =>
  deployment
    .ofType<UrlProperties>('AWS::Lambda::Url')
    .find(({ attributes }) => attributes.FunctionUrl === `https://${host}/`);

/**
 * A function behind its URL, which CloudFront calls by an origin access control.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
 * @throws Error for a URL that is not held to IAM, or has what the local run does not know
 */
export function functionUrlOrigin(
  deployment: Deployment,
  url: Resource<UrlProperties>,
  { distributionArn, accountId }: Asker,
  invoke: Invoke,
): Origin {
  const { AuthType, InvokeMode = 'BUFFERED', Qualifier, TargetFunctionArn, ...rest } = url.properties;
  const whose = `The function URL ${url.logicalId}`;
  onlyKnown(rest, [], whose);
  if (AuthType !== 'AWS_IAM' || InvokeMode !== 'BUFFERED') {
    throw new Error(
      `${whose} has ${AuthType} and ${InvokeMode}; the local run knows AWS_IAM and BUFFERED alone.`,
    );
  }
  const arn = [TargetFunctionArn, ...(Qualifier === undefined ? [] : [Qualifier])].join(':');
  // Both, since October 2025. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
  const permits = (['by URL: lambda:InvokeFunctionUrl', 'by URL: lambda:InvokeFunction'] as const).map(
    (call) => invokePermission(deployment, arn, SERVICE, call),
  );
  const host = new URL(url.attributes.FunctionUrl!).host;
  return async (request) => {
    if (!permits.every((permit) => permit(distributionArn))) return said(403, 'Forbidden');
    const invocation = await invoke(arn, eventOf(request, host, accountId));
    if ('payload' in invocation) return answerOf(invocation.payload);
    return invocation.throttled ? said(429, 'Rate Exceeded.') : said(502, 'Internal Server Error');
  };
}

/** Payload format 2.0. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload */
function eventOf({ path, query, headers, ip }: OriginRequest, host: string, accountId: string) {
  const now = new Date();
  const userAgent = 'Amazon CloudFront';
  const parameters = new Map<string, string>();
  for (const [name, value] of pairsOf(query.slice(1)).map(
    (pair) => pair.map(decodedText) as [string, string],
  )) {
    parameters.set(name, parameters.has(name) ? `${parameters.get(name)},${value}` : value);
  }
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query.slice(1),
    headers: {
      ...headers,
      host,
      'user-agent': userAgent,
      'x-forwarded-for': ip,
      via: '2.0 local (CloudFront)',
    },
    ...(parameters.size > 0 && { queryStringParameters: Object.fromEntries(parameters) }),
    requestContext: {
      accountId,
      apiId: host.split('.')[0],
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: ip, userAgent },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    isBase64Encoded: false,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload */
function answerOf(payload: string): Answer {
  const value = (JSON.parse(payload) ?? {}) as Record<string, unknown>;
  if (typeof value !== 'object' || value.statusCode === undefined) {
    return { status: 200, headers: JSON_TYPE, body: Buffer.from(payload) };
  }
  const { statusCode, headers = {}, body = '', isBase64Encoded } = value;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599 || typeof body !== 'string') {
    return said(502, 'Internal Server Error');
  }
  const named = Object.entries(headers as object).map(([name, text]) => [name.toLowerCase(), String(text)]);
  return {
    status,
    headers: { ...JSON_TYPE, ...Object.fromEntries(named) },
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

const said = (status: number, Message: string): Answer => ({
  status,
  headers: JSON_TYPE,
  body: Buffer.from(JSON.stringify({ Message })),
});

function decodedText(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
