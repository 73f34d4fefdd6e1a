/** Begins the ids of leases in the table, which are no records. The renderer may write no other items. */
export const LEASE_PREFIX = 'lease#';
