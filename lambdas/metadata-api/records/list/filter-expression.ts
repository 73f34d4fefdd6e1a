import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { storedForms } from '../../../shared/stored-tags.ts';
import type { Filters } from './read-page.ts';

/** `status` is not stored; these are `statusOf` as conditions. */
const STATUS = {
  ready: 'attribute_exists(imageEvent)',
  rejected: 'attribute_not_exists(imageEvent) AND attribute_exists(rejectionEvent)',
  pending: 'attribute_not_exists(imageEvent) AND attribute_not_exists(rejectionEvent)',
};

/** The query's filter beside the names and values of its key condition. */
export function filterExpression(
  { status, tag }: Filters,
  { names, values }: { names: Record<string, string>; values: Record<string, AttributeValue> },
) {
  const forms = tag === undefined ? [] : storedForms(tag);
  const tagged = forms.map((_, form) => `attribute_exists(tags.#tag${form})`).join(' OR ');
  const conditions = [status && STATUS[status], tagged && `(${tagged})`].filter(Boolean);
  return {
    ...(conditions.length > 0 && { FilterExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: {
      ...names,
      ...Object.fromEntries(forms.map((form, at) => [`#tag${at}`, form])),
    },
    ExpressionAttributeValues: values,
  };
}
