import type { Deployment } from '../../template/deployment.ts';
import type { Headers } from '../answer.ts';
import { onlyKnown } from '../known.ts';
import { type CorsConfig, corsHeaders } from './cors.ts';

interface Overriding {
  Override: boolean;
}

interface SecurityHeaders {
  ContentSecurityPolicy?: Overriding & { ContentSecurityPolicy: string };
  ContentTypeOptions?: Overriding;
  FrameOptions?: Overriding & { FrameOption: string };
  ReferrerPolicy?: Overriding & { ReferrerPolicy: string };
  StrictTransportSecurity?: Overriding & {
    AccessControlMaxAgeSec: number;
    IncludeSubdomains?: boolean;
    Preload?: boolean;
  };
}

interface ResponseHeadersPolicyConfig {
  CorsConfig?: CorsConfig;
  CustomHeadersConfig?: { Items: (Overriding & { Header: string; Value: string })[] };
  RemoveHeadersConfig?: { Items: { Header: string }[] };
  SecurityHeadersConfig?: SecurityHeaders;
}

/** A header that a policy adds: to every answer, or to one that has it not. */
interface Added extends Overriding {
  name: string;
  value: string;
}

/** Gives an answer the headers of a policy. @param origin - of the page that asks, as its browser says */
export type ResponseHeaders = (headers: Headers, origin: string | undefined) => Headers;

/**
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
 * @throws Error for a policy of AWS's own, and for what the local run does not know
 */
export function readResponseHeaders(
  deployment: Deployment,
  id: string | undefined,
  whose: string,
): ResponseHeaders {
  if (id === undefined) return (headers) => headers;
  const declared = deployment
    .ofType<{ ResponseHeadersPolicyConfig: ResponseHeadersPolicyConfig }>(
      'AWS::CloudFront::ResponseHeadersPolicy',
    )
    .find(({ ref }) => ref === id);
  if (!declared) throw new Error(`${whose} has the response headers policy ${id}, which no stack declares.`);
  const policy = `The response headers policy ${declared.logicalId}`;
  const config = declared.properties.ResponseHeadersPolicyConfig;
  onlyKnown(
    config,
    ['Comment', 'CorsConfig', 'CustomHeadersConfig', 'Name', 'RemoveHeadersConfig', 'SecurityHeadersConfig'],
    policy,
  );
  const added = [
    ...securityHeaders(config.SecurityHeadersConfig ?? {}, policy),
    ...(config.CustomHeadersConfig?.Items ?? []).map(({ Header, Value, Override }) => ({
      name: Header.toLowerCase(),
      value: Value,
      Override,
    })),
  ];
  const removed = (config.RemoveHeadersConfig?.Items ?? []).map(({ Header }) => Header.toLowerCase());
  return (headers, origin) => {
    const left = Object.fromEntries(Object.entries(headers).filter(([name]) => !removed.includes(name)));
    const cors = config.CorsConfig ? corsHeaders(config.CorsConfig, left, origin) : {};
    const all = { ...left, ...cors };
    for (const { name, value, Override } of added) if (Override || all[name] === undefined) all[name] = value;
    return all;
  };
}

function securityHeaders(config: SecurityHeaders, policy: string): Added[] {
  const { ContentSecurityPolicy, ContentTypeOptions, FrameOptions, ReferrerPolicy, StrictTransportSecurity } =
    config;
  const known = [
    'ContentSecurityPolicy',
    'ContentTypeOptions',
    'FrameOptions',
    'ReferrerPolicy',
    'StrictTransportSecurity',
  ];
  onlyKnown(config, known, policy);
  const added = (name: string, value: string | undefined, declared: Overriding | undefined): Added[] =>
    declared && value !== undefined ? [{ name, value, Override: declared.Override }] : [];
  return [
    ...added('content-security-policy', ContentSecurityPolicy?.ContentSecurityPolicy, ContentSecurityPolicy),
    ...added('x-content-type-options', 'nosniff', ContentTypeOptions),
    ...added('x-frame-options', FrameOptions?.FrameOption, FrameOptions),
    ...added('referrer-policy', ReferrerPolicy?.ReferrerPolicy, ReferrerPolicy),
    ...added(
      'strict-transport-security',
      transportSecurity(StrictTransportSecurity),
      StrictTransportSecurity,
    ),
  ];
}

function transportSecurity(declared: SecurityHeaders['StrictTransportSecurity']): string | undefined {
  if (!declared) return undefined;
  const { AccessControlMaxAgeSec, IncludeSubdomains, Preload } = declared;
  return [
    `max-age=${AccessControlMaxAgeSec}`,
    ...(IncludeSubdomains ? ['includeSubDomains'] : []),
    ...(Preload ? ['preload'] : []),
  ].join('; ');
}
