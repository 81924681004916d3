import { readdirSync, readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { RESPONSE_SCHEMAS } from "./shared.ts";

/** Call to the schema that GitLab's own tests ask of its answer. Calls without one are not here. */
export const SCHEMA_OF: Readonly<Record<string, string>> = {
  "GET /metadata": "metadata.json",
  "GET /version": "metadata.json",
  "GET /user": "user/public.json",
  "GET /users": "user/basics.json",
  "GET /projects/*/issues": "issues.json",
  "POST /projects/*/issues": "issue.json",
  "GET /projects/*/issues/*": "issue.json",
  "PUT /projects/*/issues/*": "issue.json",
  "POST /projects/*/issues/*/move": "issue.json",
  "POST /projects/*/issues/*/clone": "issue.json",
  "GET /projects/*/issues/*/links": "related_issues.json",
  "POST /projects/*/issues/*/links": "issue_link.json",
  "GET /projects/*/issues/*/links/*": "issue_link.json",
  "DELETE /projects/*/issues/*/links/*": "issue_link.json",
  "GET /projects/*/issues/*/notes": "notes.json",
  "GET /projects/*/merge_requests/*/notes": "notes.json",
  "GET /projects/*/milestones": "milestones.json",
  "POST /projects/*/milestones": "milestone.json",
  "GET /projects/*/milestones/*": "milestone.json",
  "PUT /projects/*/milestones/*": "milestone.json",
  "GET /groups/*/milestones": "milestones.json",
  "GET /projects/*/feature_flags": "feature_flags.json",
  "POST /projects/*/feature_flags": "feature_flag.json",
  "GET /projects/*/feature_flags/*": "feature_flag.json",
  "PUT /projects/*/feature_flags/*": "feature_flag.json",
  "DELETE /projects/*/feature_flags/*": "feature_flag.json",
  "GET /projects/*/repository/branches": "branches.json",
  "GET /projects/*/repository/branches/*": "branch.json",
  "POST /projects/*/repository/branches": "branch.json",
  "GET /projects/*/repository/commits/*": "commit/detail.json",
  "GET /projects/*/merge_requests": "merge_requests.json",
  "GET /projects/*/merge_requests/*": "merge_request.json",
};

let ajv: Ajv | undefined;

/** What a successful answer lacks of its schema, one line each; undefined where the call has no schema. */
export function checkAnswer(call: string, target: string, body: unknown): readonly string[] | undefined {
  const name = SCHEMA_OF[call];
  // Labels in detail are objects, which the schemas of issues and merge requests do not know.
  if (name === undefined || target.includes("with_labels_details=true")) return undefined;
  const check = schema(name);
  check(body);
  return (check.errors ?? []).map(
    ({ instancePath, message }) => `answer to ${call}: ${instancePath} ${message} (${name})`,
  );
}

/** One of GitLab's response schemas, by its path among them. Throws where it is not. */
export function schema(name: string): ValidateFunction {
  ajv ??= readSchemas();
  const found = ajv.getSchema(`https://schemas/${name}`);
  if (!found) throw new Error(`no response schema ${name}`);
  return found;
}

/** All of them, under the names that they call each other by. */
function readSchemas(): Ajv {
  // Compiled anew in every test file, hence without the optimiser, which would take longer than it saves.
  const made = new Ajv({ strict: false, code: { optimize: false } });
  const instant = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;
  made.addFormat("date", /^\d{4}-\d\d-\d\d$/);
  // GitLab's checker lets a date pass where the milestone's schema says date-time.
  made.addFormat("date-time", (value) => instant.test(value) || /^\d{4}-\d\d-\d\d$/.test(value));
  made.addFormat("uri", (value) => URL.canParse(value));
  const names = readdirSync(RESPONSE_SCHEMAS, { recursive: true, encoding: "utf8" });
  for (const name of names.filter((file) => file.endsWith(".json"))) {
    const text = readFileSync(RESPONSE_SCHEMAS + name, "utf8").replaceAll(
      "../../../../../../spec/fixtures/api/schemas/public_api/v4/",
      "",
    );
    made.addSchema(JSON.parse(text) as object, `https://schemas/${name}`);
  }
  made.addSchema(
    { type: "object", required: ["additions", "deletions", "total"] },
    "https://schemas/commit_stats.json",
  );
  return made;
}
