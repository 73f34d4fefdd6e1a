import type { GatewayRequest } from './request.ts';

/** What `$context` holds; grows as the request is worked on. */
export type ContextVariables = Record<string, unknown> & { requestId: string };

export interface RequestContext {
  request: GatewayRequest;
  variables: ContextVariables;
}

/**
 * Fills `$context.…` into a template of a gateway response, which knows no other expression. A variable that is not
 * there is left out.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function substitute(template: string, { variables }: Pick<RequestContext, 'variables'>): string {
  const inText = /\$context((?:\.[A-Za-z0-9_-]+)+)|\$\{context((?:\.[A-Za-z0-9_-]+)+)\}/g;
  return template.replace(inText, (_, bare?: string, braced?: string) => {
    return contextValue((bare ?? braced ?? '').slice(1), variables) ?? '';
  });
}

/**
 * The value of a context variable, undefined when there is none.
 * @param path - `authorizer.principalId`; what JavaScript gives every object, such as `constructor`, is not there
 */
export function contextValue(path: string, variables: ContextVariables): string | undefined {
  const value = path
    .split('.')
    .reduce<unknown>(
      (object, key) =>
        typeof object === 'object' && object !== null && Object.hasOwn(object, key)
          ? (object as Record<string, unknown>)[key]
          : undefined,
      variables,
    );
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}

/** A text as a JSON string, quotes included; `null` for none. */
export const quoted = (text: string | null): string => JSON.stringify(text);
