// The walls between the folders. `tests/architecture.test.ts` shows that each of these bites.
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    rule(
      "core-is-pure",
      "The core knows no cloud and no shell.",
      { path: "^core/" },
      {
        path: "^(adapters|functions|infra|tools|tests)/|node_modules/(@aws-sdk|@middy|@aws-lambda-powertools|aws-cdk-lib)/|^(node:)?(fs|http|https|net|crypto|process|child_process)$",
      },
    ),
    rule(
      "adapters-know-no-functions",
      "An adapter serves a port of the core.",
      { path: "^adapters/" },
      {
        path: "^(functions|infra|tools|tests)/",
      },
    ),
    rule(
      "functions-know-no-infra",
      "Handlers run in the cloud; they do not build it.",
      { path: "^functions/" },
      {
        path: "^(infra|tools|tests)/",
      },
    ),
    rule(
      "infra-knows-no-tools",
      "The stacks are the same wherever they are deployed.",
      { path: "^infra/" },
      {
        path: "^(tools|tests|adapters)/",
      },
    ),
    rule(
      "product-knows-no-tests",
      "Nothing that ships depends on a test.",
      { path: "^(core|adapters|functions|infra|tools)/" },
      {
        path: "^tests/",
      },
    ),
    rule("no-cycles", "A cycle has no place to start reading.", {}, { circular: true }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".js", ".json"] },
  },
};
