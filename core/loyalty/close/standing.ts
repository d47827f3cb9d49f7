import { type Net, NOTHING } from "./net.ts";

/**
 * Where a member's ledger stood when a day was closed: what the next close starts from. It is kept apart from the ledger,
 * so an entry that is changed behind a closed day, hashes and all, no longer fits to it.
 */
export interface Standing {
  memberId: string;
  /** Number of the last entry that is in a close. */
  number: number;
  /** Its hash; the member's id while there is none. */
  hash: string;
  net: Net;
}

/** Before a member's first entry. */
export const beginningOf = (memberId: string): Standing => ({ memberId, number: 0, hash: memberId, net: NOTHING });
