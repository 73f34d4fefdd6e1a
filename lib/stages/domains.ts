/** A host name of the stage's own on CloudFront, and its ACM certificate of us-east-1, where CloudFront looks for it. */
export interface CloudFrontDomain {
  name: string;
  certificateArn: string;
}

const HOST = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;

/** A whole host name, in lower case. */
export const isHost = (name: string): boolean => HOST.test(name);

/** What is wrong with a domain on CloudFront. @param field - such as `web.domain` */
export function faultsOfCloudFrontDomain(
  field: string,
  { name, certificateArn }: CloudFrontDomain,
): string[] {
  const faults: string[] = [];
  if (!isHost(name)) faults.push(`${field}.name must be a host name in lower case, not "${name}"`);
  if (!/^arn:aws:acm:us-east-1:\d{12}:certificate\/.+$/.test(certificateArn))
    faults.push(
      `${field}.certificateArn must be the ARN of an ACM certificate of us-east-1, not "${certificateArn}"`,
    );
  return faults;
}
