import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { MessageProvider } from "../../core/engagement/message-provider.ts";
import { providerFailure } from "./provider-failure.ts";

/**
 * The shop as an SMS shows its sender, where the country allows a name: at most eleven letters and digits, one letter
 * at least. Undefined when the shop's name has none, and the country's own default stands.
 */
export function senderIdOf(shopName: string): string | undefined {
  const fit = shopName.replace(/[^A-Za-z0-9]/g, "").slice(0, 11);
  return /[A-Za-z]/.test(fit) ? fit : undefined;
}

const text = (StringValue: string) => ({ DataType: "String", StringValue });

/** Text messages by SNS. The client asks once and gives up within seconds (`sns()` in clients.ts). */
export function snsSms(client: SNSClient): MessageProvider {
  return async ({ to, text: body, shopName }) => {
    const senderId = senderIdOf(shopName);
    try {
      const { MessageId } = await client.send(
        new PublishCommand({
          PhoneNumber: to,
          Message: body,
          MessageAttributes: {
            // Journeys promote: carriers and quotas treat that apart from one-time codes.
            "AWS.SNS.SMS.SMSType": text("Promotional"),
            ...(senderId === undefined ? {} : { "AWS.SNS.SMS.SenderID": text(senderId) }),
          },
        }),
      );
      return { kind: "accepted", providerId: MessageId ?? "" };
    } catch (error) {
      return providerFailure(error);
    }
  };
}
