import * as z from "zod";
import { openWait } from "../../core/journeys/open-wait.ts";
import { envOf } from "../runtime/env.ts";
import { task } from "../runtime/task.ts";
import { waitPorts } from "./wait-ports.ts";

const ports = waitPorts(envOf("journeys/wait"));

const Request = z.object({
  memberId: z.string(),
  enrolmentId: z.string(),
  journey: z.string(),
  step: z.string(),
  token: z.string(),
  until: z.iso.datetime({ offset: true }).optional(),
});

/**
 * Begins a wait of a machine; the machine goes on when somebody answers its token. An error here fails the task and the
 * machine's Retry brings a new token (an emulator that doesn't see the error is served by the minute's sweep).
 */
export const handler = task("journeys/wait", Request, async (request, { now, log }) => {
  const outcome = await openWait(request, now, ports);
  const { memberId, enrolmentId, step } = request;
  log.info("wait", { memberId, enrolmentId, step, outcome });
  return { outcome };
});
