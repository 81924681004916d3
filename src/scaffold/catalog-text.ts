import { findFeature, type GatewayFiles } from "../model/gateway.ts";
import { mark } from "./marks.ts";
import { indented, inline, OPEN, oneLine, scalar } from "./yaml-text.ts";

/** What a person says of a new workspace. */
export interface NewWorkspace {
  /** Address of GitLab; CI knows it too. */
  readonly url: string | undefined;
  /** `acme` */
  readonly group: string | undefined;
  /** `acme/ai` */
  readonly project: string;
  /** Project of the gateway's repository. */
  readonly gatewayProject: string;
  /** Folder of the two files inside the gateway's repository. */
  readonly gatewayPath: string;
  /** False where it may begin further up. */
  readonly isPathCertain: boolean;
  /** Folder of a checkout, from the workspace on. */
  readonly checkout: string | undefined;
  readonly owner: string;
  readonly gateway: GatewayFiles | undefined;
}

const MODELINE = "# yaml-language-server: $schema=./schema/config.schema.json";

/** Text of a new cutover.yaml, with every feature that the gateway's files have. */
export function catalogText(wanted: NewWorkspace): string {
  const { url, group, project, gatewayProject, gatewayPath, checkout, owner } = wanted;
  const target = {
    project: gatewayProject,
    branch: "main",
    format: "ai-gateway",
    path: gatewayPath,
    ...(checkout !== undefined && { checkout }),
  };
  const pathMark = wanted.isPathCertain ? "" : ` ${OPEN} path, from the repository's root on`;
  const lines = [
    MODELINE,
    "apiVersion: cutover/v1",
    "kind: Config",
    "gitlab:",
    ...(url === undefined ? [] : [`  url: ${scalar(url)}`]),
    `  tracker: ${inline({ ...(group !== undefined && { group }), project })}`,
    '  labels: ["AI Model Migration", "group::ai framework"]',
    "targets:",
    `  ai-gateway: ${inline(target)}${pathMark}`,
    "teams:",
    `  framework: { role: ai_framework, label: "group::ai framework", members: [${scalar(owner)}] }`,
    ...indented(mark("a team for each group of features", ['…: { role: feature_team, label: "…", members: ["@…"] }'])),
    "raci: default",
    ...featureLines(wanted.gateway),
    "gates:",
    "  dashboards: { source: person, question: Do the dashboards look as they did before? }",
    "ramps:",
    "  standard:",
    "    steps:",
    "      - { percentage: 10, soak: 1d, gates: [dashboards] }",
    "      - { percentage: 50, soak: 2d, gates: [dashboards] }",
    "      - { percentage: 100, soak: 1d }",
    "    abort: [dashboards]",
    "policy:",
    "  buffer: { warn: 28d, error: 14d }",
  ];
  return `${lines.join("\n")}\n`;
}

/** Said once, above the features that have it all to come. */
const FEATURE_MARK = mark("who owns each feature, and how far it has come", [
  '…: { title: …, team: …, dri: "@…", maturity: ga, monitoring: [{ name: …, url: https://… }] }',
]);

/** The gateway's own names; one that no catalog may hold is left to the gateway. */
export function featureNames(gateway: GatewayFiles): string[] {
  const names = gateway.features.entries.map(({ name }) => name);
  return [...new Set(names)].filter(isFeatureName);
}

/** Whether a catalog and a migration may name a feature so. */
export function isFeatureName(name: string): boolean {
  return /^[a-z0-9][a-z0-9_]*$/.test(name);
}

function featureLines(gateway: GatewayFiles | undefined): string[] {
  if (gateway === undefined || featureNames(gateway).length === 0) {
    return mark("features", ["features:", '  …: { title: …, team: …, dri: "@…", maturity: … }']);
  }
  const lines = featureNames(gateway).flatMap((name) => {
    const { defaults = [], entry = {} } = findFeature(gateway, name) ?? {};
    const primitives = Array.isArray(entry["unit_primitives"]) ? entry["unit_primitives"].map(String) : [];
    const facts = [
      ...(primitives.length === 0 ? [] : [`unit primitives: ${primitives.join(", ")}`]),
      `default: ${defaults.join(", ") || "none"}`,
    ];
    return [`  # ${oneLine(facts.join("; "))}`, `  ${scalar(name)}: { title: ${scalar(titleOf(name))} }`];
  });
  return ["features:", ...indented(FEATURE_MARK), ...lines];
}

function titleOf(name: string): string {
  return name
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
