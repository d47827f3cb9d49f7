import * as z from "zod";
import { OrderPaid } from "../../core/contract/announcement.ts";
import { wakeByOrder, wakeDue } from "../../core/journeys/wake.ts";
import { envOf } from "../runtime/env.ts";
import { queueConsumer } from "../runtime/queue.ts";
import { waitPorts } from "./wait-ports.ts";

const ports = waitPorts(envOf("journeys/wake"));

const Due = z.object({ memberId: z.string(), enrolmentId: z.string(), step: z.string() });

/** Wakes machines that wait, by two lanes: an order of their member's, and a wait that is due. */
export const handler = queueConsumer(
  "journeys/wake",
  z.union([OrderPaid, Due]),
  async (body, { now, log }) => {
    if ("type" in body) await wakeByOrder(body.memberId, now, ports);
    else await wakeDue(body, now, ports);
    log.info("looked at waits", { memberId: body.memberId, lane: "type" in body ? "goal" : "time" });
  },
  (body) => ("type" in body ? "goalSeen" : "wakeSeen"),
);
