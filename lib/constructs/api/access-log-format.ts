import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/** One JSON line a request; no key, no token, no body, no query string. `user` is the owner of a person's records. */
export function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: '$context.requestId',
      time: '$context.requestTimeEpoch',
      method: '$context.httpMethod',
      resource: '$context.resourcePath',
      status: '$context.status',
      latencyMs: '$context.responseLatency',
      integrationLatencyMs: '$context.integrationLatency',
      apiKeyId: '$context.identity.apiKeyId',
      user: '$context.authorizer.principalId',
      sourceIp: '$context.identity.sourceIp',
      error: '$context.error.responseType',
      trace: '$context.xrayTraceId',
    }),
  );
}
