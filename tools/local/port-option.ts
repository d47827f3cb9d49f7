import { Option } from "commander";
import { DEFAULT_PORT } from "./layout.ts";
import { parsePort } from "./ports.ts";

/** `--port`, or PERENNIAL_PORT, for every command that starts a local cloud. */
export function portOption(): Option {
  return new Option("--port <number>", "port of the local cloud on 127.0.0.1")
    .env("PERENNIAL_PORT")
    .default(DEFAULT_PORT)
    .argParser(parsePort);
}
