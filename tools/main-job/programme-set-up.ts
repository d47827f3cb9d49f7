import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import { dynamoChannelKeys } from "../../adapters/dynamo/dynamo-channel-keys.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { makeChannelKey } from "../../adapters/identity/make-channel-key.ts";
import { liquidTemplates } from "../../adapters/liquid/liquid-templates.ts";
import { SCOPES } from "../../core/contract/scopes.ts";
import { checkJourney } from "../../core/programme/check-journey.ts";
import { checkProgramme } from "../../core/programme/check-programme.ts";
import type { Checked } from "../../core/programme/checked.ts";
import { stageOf } from "../../infra/stages.ts";
import { projectRoot } from "../local/layout.ts";
import type { Session } from "../local/session.ts";
import { outputOf } from "../local/stack-outputs.ts";

/** What the replay needs to know of the programme in force. */
export interface ShopSettings {
  currency: string;
  timeZone: string;
  /** `<keyId>.<secret>` of a key with every scope. */
  key: string;
}

/** The sample's programme makes no sense. */
export class SampleProgrammeError extends Error {
  constructor(file: string, problems: unknown) {
    super(`${file}: ${JSON.stringify(problems)}`);
    this.name = "SampleProgrammeError";
  }
}

function sound<T>(file: string, checked: Checked<T>): T {
  if (checked.kind === "unsound") throw new SampleProgrammeError(file, checked.problems);
  return checked.value;
}

/** The adapters find a deployment by the SDK's own variables; a session's is put there. */
function speakTo({ endpoint, region, credentials }: Session["awsClientConfig"]): void {
  process.env.AWS_ENDPOINT_URL = endpoint;
  process.env.AWS_REGION = region;
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
}

/**
 * Puts the sample's programme in force, makes the replay a key, and has the local cloud accept the sender's address.
 * @param at the moment on the product's clock from which it is in force
 */
export async function setUpProgramme(session: Session, at: string): Promise<ShopSettings> {
  speakTo(session.awsClientConfig);
  const table = outputOf(session.outputs, "ProgrammeTable");
  const store = dynamoProgrammeStore(table);
  const folder = join(projectRoot, "samples", "programme");
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));
  const texts = liquidTemplates();
  const programme = sound("programme.json", checkProgramme(read("programme.json"), { journeys: [], texts }));
  await store.saveProgramme(programme, 0, "samples", at);
  const files = readdirSync(join(folder, "journeys")).sort();
  for (const file of files) {
    const journey = sound(file, checkJourney(read(join("journeys", file)), { programme, others: [], texts }));
    await store.saveJourney(journey, 0, "samples", at);
  }
  const { key, text } = makeChannelKey("the sample's shop", [...SCOPES], at);
  await dynamoChannelKeys(table).make(key);
  const ses = new SESClient(session.awsClientConfig);
  await ses.send(new VerifyEmailIdentityCommand({ EmailAddress: stageOf({ stage: "local" }).mailFrom }));
  return { currency: programme.currency, timeZone: programme.timeZone, key: text };
}
