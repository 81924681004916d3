import { DOCS, GATEWAY, MONOLITH, TRACKER } from "../../../src/cli/demo/seed.ts";

/** Acme's catalog without checkouts: what is needed of its targets has to be fetched. */
export const CONFIG = (url: string) => `apiVersion: cutover/v1
kind: Config
gitlab:
  url: ${url}
  tracker: { group: acme, project: ${TRACKER} }
  labels: ["AI Model Migration"]
  flags: { backend: project, project: ${MONOLITH} }
targets:
  ai-gateway: { project: ${GATEWAY}, branch: main, format: ai-gateway, path: ai_gateway/model_selection }
  prompts: { project: ${GATEWAY}, branch: main, format: prompts, path: ai_gateway/prompts/definitions }
  monolith: { project: ${MONOLITH}, branch: master, format: feature-flags, path: config/feature_flags, scan: ["ee/lib/**/*.rb"] }
  docs: { project: ${DOCS}, branch: main, format: markdown, path: doc/models.md, region: feature-models }
features:
  duo_chat: { title: Duo Chat, maturity: ga, dri: "@bo", prompts: [chat/react] }
providers:
  anthropic: { title: Anthropic, hosts: [anthropic, vertex, bedrock], documentation: "https://docs.example.com" }
ramps:
  standard:
    steps: [{ percentage: 10, soak: 1d }, { percentage: 100, soak: 1d }]
`;
