import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import { inject } from "vitest";
import { Journey, Programme } from "../../core/programme/programme.ts";
import { stageOf } from "../../infra/stages.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";

const samples = path.join(import.meta.dirname, "..", "..", "samples", "programme");
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(samples, file), "utf8"));

/** Puts the sample's programme in force where none is, so that each file of tests can stand alone. */
export async function putProgrammeInForce(at: string): Promise<void> {
  process.env.AWS_ENDPOINT_URL = inject("endpoint");
  process.env.AWS_REGION = inject("region");
  process.env.AWS_ACCESS_KEY_ID ??= "test";
  process.env.AWS_SECRET_ACCESS_KEY ??= "test";
  const { dynamoProgrammeStore } = await import("../../adapters/dynamo/dynamo-programme-store.ts");
  const store = dynamoProgrammeStore(outputOf(inject("outputs"), "ProgrammeTable"));
  // Version 0 is what it is saved over: where somebody else was first, theirs stays.
  await store.saveProgramme(Programme.parse(read("programme.json")), 0, "a test", at);
  for (const file of readdirSync(path.join(samples, "journeys"))) {
    await store.saveJourney(Journey.parse(read(`journeys/${file}`)), 0, "a test", at);
  }
  await new SESClient().send(new VerifyEmailIdentityCommand({ EmailAddress: stageOf({ stage: "test" }).mailFrom }));
}

/** Changes the programme in force: a new version, as a marketer makes one. */
export async function changeProgramme(change: Partial<Programme>, at: string): Promise<void> {
  const { dynamoProgrammeStore } = await import("../../adapters/dynamo/dynamo-programme-store.ts");
  const store = dynamoProgrammeStore(outputOf(inject("outputs"), "ProgrammeTable"));
  const { version, value } = await store.programme();
  const saved = await store.saveProgramme(Programme.parse({ ...value, ...change }), version, "a test", at);
  if (saved.kind === "changed-meanwhile") throw new Error("somebody else changed the programme of this stack");
}
