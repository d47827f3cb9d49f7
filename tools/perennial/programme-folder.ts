import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Journey, Programme } from "../../core/programme/programme.ts";
import { CommandError } from "./command-error.ts";

/** A programme as it stands in a folder: nothing of it is checked yet. */
export interface ProgrammeFolder {
  /** `programme.json`; absent in a folder that holds journeys alone. */
  programme?: unknown;
  /** `journeys/<id>.json`, by the file's name. */
  journeys: { file: string; id: string; document: unknown }[];
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new CommandError(`${file} can't be read as JSON: ${(cause as Error).message}`, 2);
  }
}

/** Reads `programme.json` and `journeys/*.json` below a folder. @throws CommandError when it holds neither. */
export function readProgrammeFolder(folder: string): ProgrammeFolder {
  const programmeFile = path.join(folder, "programme.json");
  const journeysFolder = path.join(folder, "journeys");
  const files = existsSync(journeysFolder)
    ? readdirSync(journeysFolder)
        .filter((name) => name.endsWith(".json"))
        .sort()
    : [];
  if (!existsSync(programmeFile) && files.length === 0) {
    throw new CommandError(`${folder} holds neither programme.json nor journeys/*.json`, 2);
  }
  return {
    ...(existsSync(programmeFile) ? { programme: readJson(programmeFile) } : {}),
    journeys: files.map((name) => {
      const file = path.join(journeysFolder, name);
      return { file, id: path.basename(name, ".json"), document: readJson(file) };
    }),
  };
}

/** Writes what is in force as such a folder, to be edited and applied. */
export function writeProgrammeFolder(folder: string, programme: Programme, journeys: readonly Journey[]): string[] {
  mkdirSync(path.join(folder, "journeys"), { recursive: true });
  const write = (file: string, document: unknown): string => {
    writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
    return file;
  };
  return [
    write(path.join(folder, "programme.json"), programme),
    ...journeys.map((journey) => write(path.join(folder, "journeys", `${journey.id}.json`), journey)),
  ];
}
