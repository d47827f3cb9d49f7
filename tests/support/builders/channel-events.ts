/** Events as channels post them, with defaults that count. */
export const aChannelEvent = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  channel: "web",
  eventId: "e-1",
  type: "product.viewed",
  occurredAt: "2011-09-01T10:00:00Z",
  identity: { customerId: "12373" },
  data: { sku: "22670" },
  ...over,
});

export const aLine = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  sku: "22670",
  quantity: 2,
  unitPriceMinor: 125,
  amountMinor: 250,
  ...over,
});

export const aPaidOrder = (over: Record<string, unknown> = {}, data: Record<string, unknown> = {}) =>
  aChannelEvent({
    type: "order.paid",
    data: { orderId: "536460", currency: "GBP", lines: [aLine()], totalMinor: 250, ...data },
    ...over,
  });

export const aRegistration = (over: Record<string, unknown> = {}, data: Record<string, unknown> = {}) =>
  aChannelEvent({
    type: "member.registered",
    identity: { customerId: "12373", phone: "+447700900584", email: "Frank.Stone@example.org" },
    data: { givenName: "Frank", familyName: "Stone", timeZone: "Europe/Vienna", language: "en", ...data },
    ...over,
  });
