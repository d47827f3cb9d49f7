import { type Command, Option } from "commander";
import type { DeploymentChoice } from "./context.ts";

/** Options of every command: which deployment, and whether a program reads along. */
export interface GlobalOptions extends DeploymentChoice {
  json?: boolean;
}

/** Adds the options to the program; they may stand before or behind the command. */
export function withDeploymentOptions(program: Command): Command {
  return program
    .addOption(new Option("--run <name>", "a local cloud of this checkout, when several are running"))
    .addOption(
      new Option(
        "--outputs <file>",
        "outputs file of `cdk deploy --outputs-file`; with AWS_ENDPOINT_URL set, of a local cloud",
      ).conflicts(["run", "stage", "stack"]),
    )
    .addOption(
      new Option("--stage <name>", "a stage on AWS: its two stacks are asked for their outputs").conflicts([
        "run",
        "stack",
      ]),
    )
    .addOption(new Option("--stack <names...>", "stacks to ask for their outputs, by name").conflicts(["run"]))
    .addOption(new Option("--region <region>", "their Region; AWS_REGION when left out"))
    .addOption(new Option("--json", "print the answer as JSON"));
}

/** What was given at any level of the command. */
export const globalOptions = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();
