import type { Plan } from "../../plan/plan.ts";

/** Ways to show a plan: `pretty` for people, `markdown` for a merge request, the others for programs. */
export const PLAN_FORMATS = ["pretty", "json", "markdown", "terraform"] as const;

export type PlanFormat = (typeof PLAN_FORMATS)[number];

/** The text of a plan, without text of confidential objects; each format is loaded when it is asked for. */
export async function renderPlanAs(
  format: PlanFormat,
  plan: Plan,
  options: { readonly color: boolean },
): Promise<string> {
  switch (format) {
    case "pretty":
      return (await import("./pretty.ts")).renderPlan(plan, options);
    case "json":
      return (await import("./json.ts")).shownPlan(plan);
    case "markdown":
      return (await import("./markdown.ts")).renderMarkdown(plan);
    case "terraform":
      return (await import("./terraform.ts")).renderTerraform(plan);
  }
}
