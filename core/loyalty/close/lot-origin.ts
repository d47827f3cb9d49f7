import type { Entry } from "../ledger/entry.ts";

/** What a lot was made with, which later entries on it are told by: kept on the entry that made it. */
export interface LotOrigin {
  tier?: string;
  campaign?: string;
  storeId?: string;
  expiresOn?: string;
}

/** The campaign that an entry is counted under: a campaign's own name, else the journey's. */
export const campaignOf = ({ because }: Entry): string | undefined => because.campaign ?? because.journey;

/** The origin of the lot that an entry makes. */
export function originOf(entry: Entry): LotOrigin {
  const { tier, expiresOn, because } = entry;
  const campaign = campaignOf(entry);
  return {
    ...(tier === undefined ? {} : { tier }),
    ...(campaign === undefined ? {} : { campaign }),
    ...(because.storeId === undefined ? {} : { storeId: because.storeId }),
    ...(expiresOn === undefined ? {} : { expiresOn }),
  };
}

/** Numbers of entries that are not among these and made lots which these touch: they must be read for the lots' origin. */
export function makersNotAmong(entries: readonly Entry[]): number[] {
  const there = new Set(entries.map(({ number }) => number));
  const touched = entries.flatMap(({ lots }) => lots.map(({ entry }) => entry));
  return [...new Set(touched)].filter((number) => !there.has(number)).sort((a, b) => a - b);
}
