/** The part of dynalite's interface that the local table uses; the package brings no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    /** Folder of the LevelDB store; in memory without it. */
    path?: string;
    /** How long a new table stays in the state CREATING; 500 by default. */
    createTableMs?: number;
  }

  export default function dynalite(options?: Options): Server;
}
