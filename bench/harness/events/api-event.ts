/** An API Gateway proxy event, with the headers that a browser's request carries. */
export function apiEvent(
  httpMethod: string,
  resource: string,
  options: { body?: object; id?: string; query?: Record<string, string> } = {},
): object {
  const { body, id, query } = options;
  const path = id ? resource.replace('{id}', id) : resource;
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Encoding': 'gzip, deflate, br',
    'Accept-Language': 'en',
    'CloudFront-Viewer-Country': 'CH',
    Host: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
    Origin: 'https://images.example.com',
    'User-Agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36',
    'X-Amzn-Trace-Id': 'Root=1-691fd1a2-0123456789abcdef01234567',
    'X-Forwarded-For': '203.0.113.7, 198.51.100.9',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
    'x-api-key': 'benchbenchbenchbenchbench',
    ...(body && { 'Content-Type': 'application/json' }),
  };
  return {
    resource,
    path,
    httpMethod,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: query
      ? Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]]))
      : null,
    pathParameters: id ? { id } : null,
    stageVariables: null,
    requestContext: {
      accountId: '111122223333',
      apiId: 'abcdefghij',
      httpMethod,
      path: `/dev${path}`,
      resourcePath: resource,
      stage: 'dev',
      protocol: 'HTTP/1.1',
      requestId: '5f0c1a3e-5a3c-4c8e-9d55-1f0a7c1f2b3d',
      requestTimeEpoch: 1_795_219_200_000,
      identity: { apiKeyId: 'abcde12345', sourceIp: '203.0.113.7', userAgent: 'bench' },
    },
    body: body ? JSON.stringify(body) : null,
    isBase64Encoded: false,
  };
}
