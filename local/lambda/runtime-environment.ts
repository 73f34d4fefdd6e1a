import { randomUUID } from 'node:crypto';
import type { FunctionSettings } from './function-settings.ts';

/**
 * What Lambda puts into a function's environment, and what the template declares; nothing of this machine.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function processEnvironment(settings: FunctionSettings): Record<string, string> {
  const { name, region, credentials, logLevel } = settings;
  return {
    ...settings.variables,
    _HANDLER: settings.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: settings.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: settings.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/[${settings.version}]${randomUUID().replaceAll('-', '')}`,
    ...(logLevel !== undefined && { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: logLevel }),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    LAMBDA_TASK_ROOT: settings.code,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...settings.endpoints,
  };
}

/** What the handler gets as its context, but for the functions on it. */
export function invocationContext(
  settings: FunctionSettings,
  invokedFunctionArn: string,
  awsRequestId: string = randomUUID(),
): Record<string, unknown> {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: settings.name,
    functionVersion: settings.version,
    invokedFunctionArn,
    memoryLimitInMB: String(settings.memoryMb),
    awsRequestId,
    logGroupName: settings.logGroup,
    logStreamName: 'local',
  };
}
