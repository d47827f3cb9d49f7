import * as z from "zod";
import { Announcement, type AnnouncementDraft } from "../contract/announcement.ts";

/** What a commit announces, as its stream brings it. */
export const OutboxItem = z.object({ pk: z.string(), sk: z.string(), announcements: z.array(Announcement) });

/**
 * The announcements of one commit, as its outbox item holds them: each under an id made of member, seq and index, so
 * that whoever hears one twice can tell.
 */
export const announcementsOf = (
  memberId: string,
  seq: number,
  bookedOn: string,
  drafts: readonly AnnouncementDraft[],
): Announcement[] =>
  drafts.map((draft, index) => ({ ...draft, memberId, seq, index, id: `${memberId}/${seq}/${index}`, bookedOn }));
