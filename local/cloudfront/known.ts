/**
 * Lets pass what the local run serves: a setting that it would leave out could change what AWS does.
 * @param value - a part of a template
 * @param fields - those that it may have, for what they say makes no difference here, or is served
 * @param whose - such as `The distribution Images`, for the message
 * @throws Error that names the first other field that is set
 */
export function onlyKnown(value: object, fields: readonly string[], whose: string): void {
  const other = Object.entries(value).find(([name, set]) => !fields.includes(name) && isSet(set));
  if (other) throw new Error(`${whose} has ${other[0]}, which the local run does not know.`);
}

function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== '' && value !== false;
}
