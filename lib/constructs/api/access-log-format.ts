import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/** One JSON line a request; no key, no body, no query string. */
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
      sourceIp: '$context.identity.sourceIp',
      error: '$context.error.responseType',
      trace: '$context.xrayTraceId',
    }),
  );
}
