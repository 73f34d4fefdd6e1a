/** dynalite brings no types. https://github.com/architect/dynalite */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export default function dynalite(options?: {
    /** How long a table stays in CREATING, ms. */
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
    /** Folder of its own; in memory when left out. */
    path?: string;
  }): Server;
}
