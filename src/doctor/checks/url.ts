import type { Check } from "../check.ts";
import { ok, wrong } from "../finding.ts";
import type { Subject } from "../subject.ts";

export const url: Check = {
  id: "url",
  chapter: "server",
  summary: "at gitlab.url a GitLab server answers",
  find({ url, examined, anonymous }: Subject) {
    const [first = anonymous] = examined.map(({ facts }) => facts);
    const trouble = first?.server.trouble;
    if (trouble === undefined) return [ok(url, "a GitLab server answers")];
    const isElsewhere = trouble.kind === "missing" || trouble.kind === "forbidden";
    const message = isElsewhere
      ? `what answers is no GitLab: ${trouble.reason}`
      : trouble.reason.replace(`${url} `, "");
    const fix =
      trouble.hint ??
      "look whether the server is well; else correct gitlab.url, or CUTOVER_GITLAB_URL, which goes before it";
    return [
      wrong("error", url, message, {
        fix: isElsewhere
          ? "correct gitlab.url, or CUTOVER_GITLAB_URL, which goes before it: the address of the server alone, without a group or project"
          : fix,
        who: "whoever changes cutover.yaml",
      }),
    ];
  },
};
