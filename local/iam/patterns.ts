/** `*` stands for any characters, `?` for one; every other character for itself. */
export function matches(pattern: string, text: string): boolean {
  return pattern === '*' || expressionOf(pattern, () => ({ any: '.*', one: '.' })).test(text);
}

/**
 * Whether a `Resource` covers an ARN. Within an ARN's six parts a wildcard stays in its part, but for a `*` at the end of
 * one, which goes on beyond colons. The sixth part, the resource itself, may have colons of its own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function coversResource(pattern: string, arn: string): boolean {
  return (
    pattern === '*' ||
    expressionOf(pattern, (before, after) => {
      const inResource = before.split(':').length >= PARTS;
      const ends = after === '' || after.startsWith(':');
      return { any: inResource || ends ? '.*' : '[^:]*', one: inResource ? '.' : '[^:]' };
    }).test(arn)
  );
}

/**
 * Whether two ARNs are alike, as conditions compare them: part by part, so that no wildcard crosses one of the five colons.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function matchesArn(pattern: string, arn: string): boolean {
  const [wanted, actual] = [partsOf(pattern), partsOf(arn)];
  return (
    wanted.length === PARTS &&
    actual.length === PARTS &&
    wanted.every((part, index) => matches(part, actual[index]!))
  );
}

/** Whether this has the six parts of an ARN, with wildcards or without. */
export function isArn(text: string): boolean {
  const parts = partsOf(text);
  return parts.length === PARTS && parts[0] === 'arn';
}

/** `arn:partition:service:region:account:resource` */
const PARTS = 6;

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= PARTS ? parts : [...parts.slice(0, PARTS - 1), parts.slice(PARTS - 1).join(':')];
}

/** @param wildcards - what the two stand for, by what is before and after one of them */
function expressionOf(
  pattern: string,
  wildcards: (before: string, after: string) => { any: string; one: string },
): RegExp {
  const source = pattern.replaceAll(/[*?.+^${}()|[\]\\]/g, (character, index: number) => {
    if (character !== '*' && character !== '?') return `\\${character}`;
    const { any, one } = wildcards(pattern.slice(0, index), pattern.slice(index + 1));
    return character === '*' ? any : one;
  });
  return new RegExp(`^${source}$`, 's');
}
