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
    const path = (bare ?? braced ?? '').slice(1).split('.');
    const value = path.reduce<unknown>(
      (object, key) =>
        typeof object === 'object' ? (object as Record<string, unknown> | null)?.[key] : undefined,
      variables,
    );
    return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
  });
}

/** A text as a JSON string, quotes included. */
export const quoted = (text: string): string => JSON.stringify(text);
