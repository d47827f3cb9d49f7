import * as z from "zod";
import { dynamoAllotments } from "../../adapters/dynamo/dynamo-allotments.ts";
import { dynamoLotteries } from "../../adapters/dynamo/dynamo-lotteries.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { secretIdentity } from "../../adapters/identity/secret-identity.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { givePrizes } from "../../core/loyalty/lottery/give-prizes.ts";
import { envOf } from "../runtime/env.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";
import { sinceNow } from "../runtime/stamp.ts";
import { task } from "../runtime/task.ts";

const env = envOf("loyalty/give-prizes");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const allotments = dynamoAllotments(env.PROGRAMME_TABLE);
const lotteries = dynamoLotteries(env.PROGRAMME_TABLE);
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const identity = secretIdentity(env.IDENTITY_SECRET);
const seedOf = async (lottery: string): Promise<string> => (await identity()).sign(`lottery|${lottery}`);

/** Draws the lotteries whose moment has come, and gives their prizes. */
export const handler = task("loyalty/give-prizes", z.looseObject({}), async (_, { now, log }) => {
  const given = await givePrizes({
    store,
    allotments,
    lotteries,
    programmes,
    seedOf,
    now,
    elapsedMs: sinceNow(),
    hash: sha256,
    pause,
  });
  if (given.lotteries > 0) log.info("prizes given", { ...given });
  return given;
});
