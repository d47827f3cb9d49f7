/**
 * The keys of claims by source: what is worth money or a message is claimed under the source's own name for it,
 * outside the member's partition, so that a resend after a merge, a year or a corrected time is still the same.
 */

/** `<channel>:<orderId>`: how an order is known everywhere in the product. */
export const orderKeyOf = (channel: string, orderId: string): string => `${channel}:${orderId}`;

/** Claim on counting and rewarding a paid order. */
export const orderPaidClaim = (orderKey: string): string => `C#${orderKey}#paid`;

/** Claim on taking back for a refund (a cancellation's refund id is `cancel`). */
export const refundClaim = (orderKey: string, refundId: string): string => `C#${orderKey}#refund#${refundId}`;

/** Claim on redeeming any coupon on an order at a channel: the idempotency key of a redemption. */
export const redeemClaim = (orderKey: string, code: string): string => `C#${orderKey}#redeem#${code}`;

/** Claim on the coupon of a journey's step. */
export const issueClaim = (enrolmentId: string, step: string): string => `C#journey#${enrolmentId}#${step}#coupon`;

/** Claim on registering: an event of registration by its own id. */
export const eventClaim = (channel: string, eventId: string): string => `C#${channel}#${eventId}#event`;

/** Claim on an effect that a channel names by an id of its own: a spend, a top-up, a transfer. */
export const effectClaim = (channel: string, id: string, effect: string): string => `C#${channel}:${id}#${effect}`;

/** The source of such an effect in the ledger: `spend#till:17`. No order is called so, since ids have no #. */
export const actKeyOf = (act: string, channel: string, id: string): string => `${act}#${channel}:${id}`;
