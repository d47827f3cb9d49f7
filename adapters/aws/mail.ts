import { type SESClient, SendEmailCommand } from "@aws-sdk/client-ses";
import type { MessageProvider } from "../../core/engagement/message-provider.ts";
import { providerFailure } from "./provider-failure.ts";

const utf8 = (Data: string) => ({ Data, Charset: "UTF-8" });

/**
 * Mail by SES, as plain text: nothing in it can be markup. `from` must be a verified identity. The client asks once and
 * gives up within seconds (`ses()` in clients.ts).
 */
export function sesMail(client: SESClient, from: string): MessageProvider {
  return async ({ messageId, to, subject = "", text }) => {
    try {
      const { MessageId } = await client.send(
        new SendEmailCommand({
          Source: from,
          Destination: { ToAddresses: [to] },
          Message: { Subject: utf8(subject), Body: { Text: utf8(text) } },
          // Lets a bounce that comes back be told to its message.
          Tags: [{ Name: "messageId", Value: messageId }],
        }),
      );
      return { kind: "accepted", providerId: MessageId ?? "" };
    } catch (error) {
      return providerFailure(error);
    }
  };
}
