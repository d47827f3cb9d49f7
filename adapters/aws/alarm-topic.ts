import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";

/** A subject of a mail holds 100 characters at most. */
const SUBJECT = 100;

/** Tells whoever is alarmed what an alarm's own text can't: the finding itself. Says nothing where nobody is named. */
export function alarmTopic(client: SNSClient, topicArn: string) {
  return async (subject: string, text: string): Promise<void> => {
    if (topicArn === "") return;
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject.slice(0, SUBJECT), Message: text }));
  };
}
