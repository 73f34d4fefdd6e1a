/** What `npm start` and `startLocal` ask of options alike, and how they say so. */
interface Rule {
  pattern: RegExp;
  must: string;
}

export const HOST: Rule = {
  pattern: /^[\w.:-]+$/,
  must: 'must be an address or name of this machine, without a port',
};

export const API_KEY: Rule = {
  pattern: /^[\x21-\x7e]{1,128}$/,
  must: 'must be 1 to 128 visible ASCII characters without spaces',
};

/** Whether nothing but this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return /^(127\.|localhost$|::1$)/.test(host);
}
