import type { Announcement } from "../contract/announcement.ts";

/** Who hears which announcement by a queue of its own: the bus's rules, for counting what must have arrived at rest. */
const HEARD_BY: Record<Announcement["type"], readonly ("toContact" | "toEnrol" | "toGoal")[]> = {
  MemberRegistered: ["toContact", "toEnrol"],
  ContactChanged: ["toContact", "toEnrol"],
  OrderPaid: ["toGoal"],
  SegmentChanged: [],
  TierChanged: [],
};

/** How many announcements go where. */
export function announcedTo(announcements: readonly Announcement[]) {
  const counts = { announced: announcements.length, toContact: 0, toEnrol: 0, toGoal: 0 };
  for (const { type } of announcements) for (const queue of HEARD_BY[type]) counts[queue] += 1;
  return counts;
}
