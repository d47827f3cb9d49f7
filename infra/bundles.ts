import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync, type Metafile } from "esbuild";
import { CATALOG, type FunctionName } from "../functions/catalog.ts";

const root = path.resolve(import.meta.dirname, "..");

/**
 * Ways to credentials that Lambda never goes: it puts its role's into the environment, where the SDK looks first, and
 * loads these only when it finds none. With their own clients they are 110 KB of every bundle.
 */
const OTHER_CREDENTIALS = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-login",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/credential-provider-imds",
];

/** What one function is deployed as. Sizes are bytes. */
export interface Bundle {
  code: Uint8Array;
  sourceMap: Uint8Array;
}
export interface Bundles {
  of: ReadonlyMap<FunctionName, Bundle>;
  metafile: Metafile;
}

let built: Bundles | undefined;

/**
 * Every function's bundle, built by one call of esbuild: one process that parses each library once takes about as long
 * as two of the twenty-odd that NodejsFunction would start. Built when first asked for, once in a process.
 */
export function bundles(): Bundles {
  built ??= build(Object.keys(CATALOG) as FunctionName[]);
  return built;
}

/** Writes a function's files into a folder, as its Lambda shall have them. */
export function writeBundle(name: FunctionName, folder: string): void {
  const bundle = bundles().of.get(name);
  if (bundle === undefined) throw new Error(`no bundle was built for ${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "index.mjs"), bundle.code);
  writeFileSync(path.join(folder, "index.mjs.map"), bundle.sourceMap);
}

function build(names: FunctionName[]): Bundles {
  const outdir = path.join(root, "dist");
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    // Each lands in a folder of its own under the same name, so that its map is named rightly.
    entryPoints: names.map((name) => ({ in: `functions/${name}.ts`, out: `${name}/index` })),
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    sourcemap: "linked",
    sourcesContent: false,
    platform: "node",
    target: "node24",
    format: "esm",
    // The modular build of a library is the one that can be shaken down to what is used.
    mainFields: ["module", "main"],
    conditions: ["module", "import"],
    charset: "utf8",
    legalComments: "none",
    external: OTHER_CREDENTIALS,
    logLevel: "error",
    // A few libraries still `require` a builtin of Node; ESM has no `require` of its own.
    banner: {
      js: 'import{createRequire as perennialRequire}from"node:module";const require=perennialRequire(import.meta.url);',
    },
  });
  const contents = new Map(outputFiles.map((file) => [path.relative(outdir, file.path), file.contents]));
  const fileOf = (name: FunctionName, file: string) => {
    const found = contents.get(path.join(name, file));
    if (found === undefined) throw new Error(`esbuild gave no ${file} for ${name}`);
    return found;
  };
  return {
    of: new Map(
      names.map((name) => [name, { code: fileOf(name, "index.mjs"), sourceMap: fileOf(name, "index.mjs.map") }]),
    ),
    metafile,
  };
}
