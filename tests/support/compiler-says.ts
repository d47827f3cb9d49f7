import path from "node:path";
import ts from "typescript";

const root = path.resolve(import.meta.dirname, "../..");

/**
 * What the compiler says of files as if they stood in the project, under one of its configurations. Files given here
 * stand over those on disk; nothing is written. Answers the messages about these files alone.
 */
export function compilerSays(
  configuration: string,
  files: Record<string, string>,
): { file: string; message: string }[] {
  const configFile = path.join(root, configuration);
  const { config } = ts.readConfigFile(configFile, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(configFile));
  const given = new Map(Object.entries(files).map(([file, text]) => [path.join(root, file), text]));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => given.has(file) || disk.fileExists(file),
    readFile: (file) => given.get(file) ?? disk.readFile(file),
    getSourceFile: (file, language, ...rest) => {
      const text = given.get(file);
      return text === undefined
        ? disk.getSourceFile(file, language, ...rest)
        : ts.createSourceFile(file, text, language);
    },
  };
  const program = ts.createProgram([...given.keys()], options, host);
  return Object.keys(files).flatMap((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path.join(root, file)))
      .map(({ messageText }) => ({ file, message: ts.flattenDiagnosticMessageText(messageText, " ") })),
  );
}
