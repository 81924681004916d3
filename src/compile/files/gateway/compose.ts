import { Composer, type CST, type Document, type ParsedNode, Parser } from "yaml";
import type { Problem } from "../../../load/problem.ts";
import { forbiddenCharacters } from "../../../load/text.ts";
import { syntaxProblems } from "../../../load/yaml-errors.ts";
import { MAX_DEPTH } from "../../../load/yaml-parse.ts";
import { aliasProblem } from "./aliases.ts";
import { lexemesOf } from "./lexemes.ts";

/** One YAML document, or what keeps the text from being one. */
export type Composed =
  | { readonly document: Document.Parsed<ParsedNode>; readonly problems: readonly [] }
  | { readonly document?: undefined; readonly problems: readonly Problem[] };

/** Reads a text by the rules of YAML 1.1. Of a document without problems, `toJS` neither throws nor gives a circle. */
export function composeYaml(text: string): Composed {
  const forbidden = forbiddenCharacters(text);
  if (forbidden.length > 0) return { problems: forbidden };
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of lexemesOf(text)) {
    tokens.push(...parser.next(lexeme));
    // The composer is recursive, so what is too deep has to be refused before it.
    if (parser.stack.length > MAX_DEPTH) return { problems: syntaxProblems(text, unread(parser.offset)) };
  }
  tokens.push(...parser.end());
  const composer = new Composer({
    version: "1.1",
    prettyErrors: false,
    // Warnings would go to the console.
    logLevel: "error",
    uniqueKeys: false,
    keepSourceTokens: true,
    customTags: (tags) => tags.filter((tag) => typeof tag === "string" || tag.tag !== "tag:yaml.org,2002:timestamp"),
  });
  const documents = [...composer.compose(tokens, true, text.length)];
  const errors = documents.flatMap((one) => one.errors);
  const problems = syntaxProblems(text, { documents, comments: [], errors });
  const [document] = documents;
  if (problems.length > 0 || document === undefined) return { problems };
  const problem = aliasProblem(document);
  return problem === undefined ? { document, problems: [] } : { problems: [problem] };
}

function unread(tooDeepAt: number) {
  return { documents: [], comments: [], errors: [], tooDeepAt };
}
