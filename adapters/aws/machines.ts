import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import type { JourneyEngine } from "../../core/journeys/journey-engine.ts";
import { stepFunctions } from "./clients.ts";

/**
 * Journeys as executions of Step Functions: the enrolment's id is the execution's name, which nobody can take twice
 * within 90 days of its end; after that the enrolment itself says that it was started.
 * @param arnPrefix of the machines, to which the machine's name is added; not needed by who only answers waits.
 */
export function machines(arnPrefix = ""): JourneyEngine {
  const client = stepFunctions();
  return {
    async start({ enrolmentId, memberId, journey, plan }) {
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn: `${arnPrefix}${plan.machine}`,
            name: enrolmentId,
            input: JSON.stringify({ enrolmentId, memberId, journey }),
          }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },

    async answer(token, reason) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ reason }) }));
        return "answered";
      } catch (error) {
        const gone =
          error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
        if (gone) return "gone";
        throw error;
      }
    },
  };
}
