import type { Seed, SeedUser } from "../../sandbox/seed.ts";
import { REPOSITORIES } from "./acme.gen.ts";

/** Who works at acme, with the token that each sends. Cutover itself acts as the bot. */
export const PEOPLE = {
  ana: { username: "ana", name: "Ana", token: "acme-ana", role: "owner" },
  bo: { username: "bo", name: "Bo", token: "acme-bo", role: "maintainer" },
  cleo: { username: "cleo", name: "Cleo", token: "acme-cleo", role: "maintainer" },
  dee: { username: "dee", name: "Dee", token: "acme-dee", role: "developer" },
  bot: { username: "cutover-bot", name: "Cutover", token: "acme-bot", role: "developer", bot: true },
  /** As whom pipelines of merge requests read. */
  reader: {
    username: "cutover-reader",
    name: "Cutover (reads)",
    token: "acme-reader",
    scopes: ["read_api"],
    role: "reporter",
    bot: true,
  },
  /** As whom they write their one note; a bot of the workspace's project, and known nowhere else. */
  notes: { username: "cutover-notes", name: "Cutover (notes)", token: "acme-notes", bot: true },
} as const satisfies Record<string, SeedUser>;

const GROUP = "acme";
export const TRACKER = "acme/ai";
export const GATEWAY = "acme/ai-gateway";
export const MONOLITH = "acme/monolith";
export const DOCS = "acme/docs";

/** The epic that all migrations hang under: the twelfth of the group, as `&12`. */
const INITIATIVE = "AI Model Version Migration Initiative";
const OLDER_EPICS = ["18.8", "18.9", "18.10", "18.11", "19.0", "19.1", "19.2", "19.3", "19.4", "19.5", "19.6"];

/** What a sandbox of acme starts with: people, labels, milestones, the initiative and four projects. */
export function acmeSeed(): Seed {
  return {
    users: Object.values(PEOPLE),
    groups: [
      {
        path: GROUP,
        name: "Acme",
        labels: [
          { name: "AI Model Migration", color: "#6699cc", description: "A move from one model to another" },
          { name: "cutover::hold", color: "#dc143c", description: "Cutover writes nothing here" },
          { name: "feature flag", color: "#36b37e" },
          { name: "group::ai framework", color: "#9400d3" },
          { name: "group::code creation", color: "#9400d3" },
          { name: "group::duo chat", color: "#9400d3" },
        ],
        milestones: [
          { title: "19.6", start_date: "2026-10-16", due_date: "2026-11-19" },
          { title: "19.7", start_date: "2026-11-20", due_date: "2026-12-17" },
          { title: "19.8", start_date: "2026-12-18", due_date: "2027-01-21" },
        ],
        epics: [
          ...OLDER_EPICS.map((release) => ({ title: `Release ${release}` })),
          { title: INITIATIVE, labels: ["AI Model Migration"] },
        ],
      },
    ],
    projects: [
      // There the bot keeps the lock that two runs of apply need.
      {
        path: TRACKER,
        name: "AI",
        files: { ...REPOSITORIES.ai },
        members: { "cutover-bot": "maintainer", "cutover-notes": "reporter" },
      },
      { path: GATEWAY, name: "AI Gateway", files: { ...REPOSITORIES["ai-gateway"] } },
      {
        path: MONOLITH,
        name: "Monolith",
        default_branch: "master",
        files: { ...REPOSITORIES.monolith },
        // Flags are shown to developers alone.
        members: { "cutover-reader": "developer" },
        user_lists: { "team-members": "ana,bo,cleo,dee" },
      },
      { path: DOCS, name: "Docs", files: { ...REPOSITORIES.docs } },
    ],
  };
}
