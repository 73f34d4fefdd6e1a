import type { Stack } from 'aws-cdk-lib';

const LONGEST = 200;
/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const PARAMETER = /^(?!\/?(?:aws|ssm))(?:\/?[\w.-]+|(?:\/[\w.-]+){2,15})$/i;

/** What the name of a SSM parameter must be, for messages. */
export const PARAMETER_NAME = 'the name of an SSM parameter, of a-z, A-Z, 0-9, _, ., - and /';

export const isParameterName = (name: string): boolean => PARAMETER.test(name) && name.length <= LONGEST;

/** The ARN of a parameter in the account and region of a stack, whether its name begins with a slash or not. */
export const parameterArn = (stack: Stack, name: string): string =>
  stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, '') });
