import { Command } from "commander";
import { liquidTemplates } from "../../adapters/liquid/liquid-templates.ts";
import { MOST_SAVED_TOGETHER } from "../../core/programme/programme-store.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext, Deployment } from "./context.ts";
import { globalOptions } from "./deployment-options.ts";
import { differenceText } from "./document-diff.ts";
import { type InForce, type PlannedChange, type ProgrammePlan, planProgramme, readInForce } from "./plan-programme.ts";
import { jsonText } from "./print-table.ts";
import { type ProgrammeFolder, readProgrammeFolder } from "./programme-folder.ts";
import { documentOf, showCommand, versionNumber } from "./programme-show.ts";

function problemText({ problems }: Extract<ProgrammePlan, { kind: "unsound" }>): string {
  return problems
    .map(({ file, items }) =>
      [file, ...items.map(({ pointer, message }) => `  ${pointer || "/"}: ${message}`)].join("\n"),
    )
    .join("\n");
}

function plannedText(planned: readonly PlannedChange[]): string {
  return planned
    .map(({ what, fromVersion, toVersion, differences }) =>
      [
        fromVersion === 0 ? `${what}: new, version ${toVersion}` : `${what}: version ${fromVersion} → ${toVersion}`,
        ...differences.map((difference) => `  ${differenceText(difference)}`),
      ].join("\n"),
    )
    .join("\n");
}

/** The plan of a folder against what is in force. @throws CommandError with everything that makes no sense in it. */
function soundPlan(folder: ProgrammeFolder, inForce: InForce): Extract<ProgrammePlan, { kind: "sound" }> {
  const plan = planProgramme(folder, inForce, liquidTemplates());
  if (plan.kind === "unsound") throw new CommandError(`makes no sense, nothing was changed:\n${problemText(plan)}`);
  return plan;
}

function diff({ print, open }: CommandContext): Command {
  return new Command("diff")
    .description("what applying a folder would change; checks it too")
    .argument("<folder>", "with programme.json and journeys/*.json")
    .addHelpText("after", "\nExample:\n  $ npm run perennial -- programme diff config")
    .action(async (folder: string, _options: object, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const read = readProgrammeFolder(folder);
      const plan = soundPlan(read, await readInForce((await open(choice)).programme()));
      if (json) return print(jsonText({ changes: plan.planned, untouched: plan.untouched }));
      print(plan.planned.length === 0 ? "no difference" : plannedText(plan.planned));
    });
}

interface ByOption {
  by?: string;
}

/** Saves a plan whole. @throws CommandError when somebody else was faster. */
async function save(
  { planned, changes }: Extract<ProgrammePlan, { kind: "sound" }>,
  deployment: Deployment,
  by: string,
): Promise<void> {
  if (planned.length === 0) return;
  if (planned.length > MOST_SAVED_TOGETHER) {
    throw new CommandError(`${planned.length} documents change: ${MOST_SAVED_TOGETHER} at most in one go`);
  }
  const outcome = await deployment.programme().saveTogether(changes, by, await deployment.now());
  if (outcome.kind === "changed-meanwhile") {
    throw new CommandError(
      "somebody else changed the programme meanwhile, nothing was saved: look at `programme diff` again",
    );
  }
}

function apply({ print, open, user }: CommandContext): Command {
  return new Command("apply")
    .description("put a folder in force: everything is checked first, then saved together as new versions")
    .argument("<folder>", "with programme.json and journeys/*.json; journeys that it lacks stay as they are")
    .option("--by <name>", "who, for the record; the name of the user when left out")
    .addHelpText(
      "after",
      `
Members who are inside a journey keep the timing, offers and copy that they entered with;
on and off, caps, consent and quiet hours count at once. What is in force already makes no version.

Examples:
  $ npm run perennial -- programme apply config
  $ npm run perennial -- programme apply my-programme --by "Wang Li" --stage prod --region eu-west-2`,
    )
    .action(async (folder: string, { by = `cli:${user}` }: ByOption, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const read = readProgrammeFolder(folder);
      const deployment = await open(choice);
      const plan = soundPlan(read, await readInForce(deployment.programme()));
      await save(plan, deployment, by);
      if (json) return print(jsonText({ applied: plan.planned, untouched: plan.untouched, by }));
      print(
        plan.planned.length === 0 ? "in force already" : `${plannedText(plan.planned)}\nin force on ${deployment.name}`,
      );
      if (plan.untouched.length > 0) print(`as they were: ${plan.untouched.join(", ")}`);
    });
}

function rollback({ print, open, user }: CommandContext): Command {
  return new Command("rollback")
    .description("put an earlier version in force again, as a new version")
    .argument("<what>", '"programme", or the id of a journey')
    .requiredOption("--to <version>", "as `programme show --history` lists them", versionNumber)
    .option("--by <name>", "who, for the record")
    .addHelpText(
      "after",
      `
The old version is checked against what is in force beside it: an offer that is gone can't come back alone.

Examples:
  $ npm run perennial -- programme rollback welcome --to 3
  $ npm run perennial -- programme rollback programme --to 12`,
    )
    .action(async (what: string, { to, by = `cli:${user}` }: ByOption & { to: number }, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const deployment = await open(choice);
      const store = deployment.programme();
      const journey = what === "programme" ? undefined : what;
      const { saved } = await documentOf(store, journey, to);
      const folder: ProgrammeFolder =
        journey === undefined
          ? { programme: saved.value, journeys: [] }
          : { journeys: [{ file: `journey ${journey}, version ${to}`, id: journey, document: saved.value }] };
      const plan = soundPlan(folder, await readInForce(store));
      await save(plan, deployment, by);
      if (json) return print(jsonText({ applied: plan.planned, by }));
      print(plan.planned.length === 0 ? `version ${to} is in force already` : plannedText(plan.planned));
    });
}

/** `perennial programme`: what marketers may change. */
export function programmeCommand(context: CommandContext): Command {
  return new Command("programme")
    .description("show, compare, apply and roll back the programme's configuration")
    .addCommand(showCommand(context))
    .addCommand(diff(context))
    .addCommand(apply(context))
    .addCommand(rollback(context));
}
