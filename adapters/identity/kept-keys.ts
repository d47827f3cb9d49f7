import type { ChannelKey, ChannelKeys } from "../../core/ingestion/channel-key.ts";

/** Keys kept at a time: channels are few; whoever tries out ids fills nothing, since only keys that exist are kept. */
const MOST = 1_000;

/**
 * Channel keys, each read again after `milliseconds` of system time: a revoked one is refused within them. A key that
 * is not there is looked for every time.
 */
export function keptFor(milliseconds: number, keys: ChannelKeys, now: () => number = Date.now): ChannelKeys {
  const kept = new Map<string, { key: ChannelKey; until: number }>();
  return {
    async find(keyId) {
      const held = kept.get(keyId);
      if (held !== undefined && held.until > now()) return held.key;
      const until = now() + milliseconds;
      const key = await keys.find(keyId);
      kept.delete(keyId);
      if (key === undefined) return undefined;
      if (kept.size >= MOST) kept.clear();
      kept.set(keyId, { key, until });
      return key;
    },
  };
}
