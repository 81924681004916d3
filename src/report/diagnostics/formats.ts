import type { Report } from "./located.ts";

/** Ways to print findings; `pretty` is for people, the others for programs. */
export const FORMATS = ["pretty", "json", "sarif", "codequality", "junit", "github"] as const;

export type Format = (typeof FORMATS)[number];

/** The text of a report; each format is loaded when it is asked for. `color` is of use to `pretty` alone. */
export async function render(format: Format, report: Report, options: { readonly color: boolean }): Promise<string> {
  switch (format) {
    case "pretty":
      return (await import("./pretty.ts")).renderPretty(report, options);
    case "json":
      return (await import("./json.ts")).renderJson(report);
    case "sarif":
      return (await import("./sarif.ts")).renderSarif(report);
    case "codequality":
      return (await import("./codequality.ts")).renderCodequality(report);
    case "junit":
      return (await import("./junit.ts")).renderJunit(report);
    case "github":
      return (await import("./github.ts")).renderGithub(report);
  }
}
