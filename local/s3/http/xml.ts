/** The S3 namespace, on the root of every answer that is not an error. */
export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** One element with text; what XML 1.0 cannot carry becomes a character reference. */
export function element(name: string, text: string | number | boolean): string {
  const escaped = String(text)
    .replace(/[&<>"']/g, (character) => ESCAPES[character]!)
    .replace(/\p{Cc}/gu, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
  return `<${name}>${escaped}</${name}>`;
}

/** An element with elements in it. */
export function parent(name: string, children: readonly string[]): string {
  return `<${name}>${children.join('')}</${name}>`;
}

export function document(root: string, children: readonly string[], namespace?: string): string {
  const attribute = namespace ? ` xmlns="${namespace}"` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${children.join('')}</${root}>`;
}

/** The inner texts of every `name` element, undecoded; enough for the flat documents that S3 takes. */
export function innerTexts(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(
    ([, inner]) => inner!,
  );
}

/** The decoded text of the first `name` element. */
export function textOf(xml: string, name: string): string | undefined {
  return innerTexts(xml, name)[0]?.replace(
    /&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi,
    (entity, hex, decimal, named) => {
      if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal) return String.fromCodePoint(Number(decimal));
      return ENTITIES[named] ?? entity;
    },
  );
}
