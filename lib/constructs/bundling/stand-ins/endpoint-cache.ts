/**
 * Stands in for `@aws-sdk/endpoint-cache`: the DynamoDB client makes one for endpoint discovery, which only Timestream
 * asks for, and the real one brings three packages with it.
 */
export class EndpointCache {}
