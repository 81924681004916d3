import type { GatewayFiles } from "../model/gateway.ts";
import { inline, scalar } from "./yaml-text.ts";

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
  const lines = [
    MODELINE,
    "apiVersion: cutover/v1",
    "kind: Config",
    "gitlab:",
    ...(url === undefined ? [] : [`  url: ${url}`]),
    `  tracker: ${inline({ ...(group !== undefined && { group }), project })}`,
    '  labels: ["AI Model Migration", "group::ai framework"]',
    "targets:",
    `  ai-gateway: ${inline(target)}`,
    "teams:",
    `  framework: { role: ai_framework, label: "group::ai framework", members: [${scalar(owner)}] }`,
    "  # to fill in: a team for each group of features, with role: feature_team",
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

function featureLines(gateway: GatewayFiles | undefined): string[] {
  if (gateway === undefined || gateway.features.entries.length === 0) return ["# to fill in: features"];
  const seen = new Set<string>();
  const entries = gateway.features.entries.toReversed().filter(({ name }) => !seen.has(name) && seen.add(name));
  const lines = entries.toReversed().flatMap(({ name, defaults, entry }) => {
    const primitives = Array.isArray(entry["unit_primitives"]) ? entry["unit_primitives"].map(String) : [];
    const facts = [
      ...(primitives.length === 0 ? [] : [`unit primitives: ${primitives.join(", ")}`]),
      `default: ${defaults.join(", ") || "none"}`,
    ];
    return [
      `  # ${facts.join("; ")}`,
      `  ${name}: { title: ${scalar(titleOf(name))} } # to fill in: team, dri, maturity, monitoring`,
    ];
  });
  return ["features:", ...lines];
}

function titleOf(name: string): string {
  return name
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
