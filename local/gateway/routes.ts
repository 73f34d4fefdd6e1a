/** A resource of a REST API with its methods and the resources below it. */
export interface RouteNode<Method> {
  /** `/metadata/{id}` */
  path: string;
  resourceId: string;
  methods: Map<string, Method>;
  /** By path part. */
  children: Map<string, RouteNode<Method>>;
}

export interface Match<Method> {
  node: RouteNode<Method>;
  method: Method;
  pathParameters: Record<string, string>;
}

/**
 * Finds the method for a path, as API Gateway picks resources: a fixed part before a `{parameter}`, and that before
 * a greedy `{proxy+}`; the method itself before `ANY`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 * @param segments - decoded, without the stage
 */
export function match<Method>(
  root: RouteNode<Method>,
  segments: string[],
  httpMethod: string,
): Match<Method> | undefined {
  const found = find(root, segments, {});
  const method = found && (found.node.methods.get(httpMethod) ?? found.node.methods.get('ANY'));
  return method && { ...found, method };
}

function find<Method>(
  node: RouteNode<Method>,
  segments: string[],
  pathParameters: Record<string, string>,
): { node: RouteNode<Method>; pathParameters: Record<string, string> } | undefined {
  const [first, ...rest] = segments;
  if (first === undefined) return node.methods.size > 0 ? { node, pathParameters } : undefined;
  if (first === '') return undefined;
  const fixed = node.children.get(first);
  const found = fixed && !/^\{.*\}$/.test(first) && find(fixed, rest, pathParameters);
  if (found) return found;

  for (const greedy of [false, true]) {
    for (const [part, child] of node.children) {
      const name = /^\{([^+}]+)(\+?)\}$/.exec(part);
      if (!name || (name[2] === '+') !== greedy) continue;
      const value = greedy ? segments.join('/') : first;
      const deeper = find(child, greedy ? [] : rest, { ...pathParameters, [name[1]!]: value });
      if (deeper) return deeper;
    }
  }
  return undefined;
}
