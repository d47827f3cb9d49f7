import { Command, InvalidArgumentError } from "commander";
import type { ProgrammeStore } from "../../core/programme/programme-store.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./context.ts";
import { globalOptions } from "./deployment-options.ts";
import { jsonText, tableText } from "./print-table.ts";
import { writeProgrammeFolder } from "./programme-folder.ts";

const VERSIONS_SHOWN = 50;

interface ShowOptions {
  journey?: string;
  version?: number;
  history?: boolean;
  into?: string;
}

/** A version as somebody types it. */
export const versionNumber = (text: string): number => {
  const version = Number(text);
  if (!Number.isInteger(version) || version < 1) throw new InvalidArgumentError("a version is a whole number from 1");
  return version;
};

/** One document in a version, in force unless said. */
export async function documentOf(store: ProgrammeStore, journey: string | undefined, version: number | undefined) {
  const what = journey === undefined ? "the programme" : `journey ${journey}`;
  const current = journey === undefined ? await store.programme() : await store.journey(journey);
  const saved =
    version === undefined
      ? current
      : journey === undefined
        ? await store.programmeAt(version)
        : await store.journeyAt(journey, version);
  if (!saved) throw new CommandError(`${what} has no version ${version ?? "in force"}`);
  return { what, saved, inForce: current?.version ?? 0 };
}

const historyOf = (store: ProgrammeStore, journey: string | undefined) =>
  journey === undefined ? store.programmeVersions(VERSIONS_SHOWN) : store.journeyVersions(journey, VERSIONS_SHOWN);

async function showAll({ print }: CommandContext, store: ProgrammeStore, json: boolean | undefined): Promise<void> {
  const [programme, journeys] = [await store.programme(), await store.journeys()];
  if (json) return print(jsonText({ programme, journeys }));
  const { value, version, savedAt, savedBy } = programme;
  print(`${value.name}: ${value.currency}, ${value.timeZone}, version ${version}, saved ${savedAt} by ${savedBy}`);
  print(`${value.offers.length} offers, ${value.templates.length} templates, live since ${value.liveSince}\n`);
  const rows = journeys.map((saved) => [
    saved.value.id,
    saved.value.enabled ? "on" : "off",
    `${saved.value.holdOutShare * 100} %`,
    saved.version,
    saved.savedAt,
    saved.savedBy,
  ]);
  print(tableText(["journey", "is", "held out", "version", "saved", "by"], rows));
}

/** `perennial programme show`: what is in force, or any version that ever was. */
export function showCommand(context: CommandContext): Command {
  const { print, open } = context;
  return new Command("show")
    .description("show what is in force, or any version that ever was")
    .option("--journey <id>", "a journey instead of the programme")
    .option("--version <n>", "in this version", versionNumber)
    .option("--history", "its versions, with who and when")
    .option("--into <folder>", "write all of it as a folder that can be edited and applied")
    .addHelpText(
      "after",
      `
Examples:
  $ npm run perennial -- programme show
  $ npm run perennial -- programme show --journey welcome --history
  $ npm run perennial -- programme show --into my-programme`,
    )
    .action(async ({ journey, version, history, into }: ShowOptions, command: Command) => {
      const { json, ...choice } = globalOptions(command);
      const store = (await open(choice)).programme();
      if (into !== undefined) {
        const files = writeProgrammeFolder(
          into,
          (await store.programme()).value,
          (await store.journeys()).map(({ value }) => value),
        );
        return print(json ? jsonText({ files }) : files.join("\n"));
      }
      if (history) {
        const versions = await historyOf(store, journey);
        if (versions.length === 0)
          throw new CommandError(journey ? `there is no journey ${journey}` : "no programme yet");
        const rows = versions.map((saved) => [saved.version, saved.savedAt, saved.savedBy]);
        return print(json ? jsonText(versions) : tableText(["version", "saved", "by"], rows));
      }
      if (journey === undefined && version === undefined) return showAll(context, store, json);
      print(jsonText((await documentOf(store, journey, version)).saved.value));
    });
}
