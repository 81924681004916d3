import { HtmlRenderer, Parser } from "commonmark";
import { badParameter } from "../errors.ts";
import { requireParams, text } from "../params.ts";
import { type Context, created, type Reply, type Route, route } from "../router.ts";

/** Plain CommonMark with HTML left out: GitLab's references, tables and task lists are not drawn. */
function render({ params }: Context): Reply {
  requireParams(params, ["text"]);
  const source = text(params, "text");
  if (source === undefined) throw badParameter("text is invalid");
  return created({ html: new HtmlRenderer({ safe: true }).render(new Parser().parse(source)) });
}

export const markdownRoutes: Route[] = [route("POST", "/markdown", render)];
