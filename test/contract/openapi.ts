import { readFileSync } from "node:fs";
import { OPENAPI } from "./shared.ts";

/** As much of a JSON schema as GitLab's description uses for parameters. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export interface Operation {
  /** Such as `GET /issues`, with a star for every parameter of the path. */
  readonly call: string;
  readonly query: ReadonlyMap<string, Schema>;
  /** Undefined where the description has no JSON body. */
  readonly body: Schema | undefined;
}

let read: readonly (readonly [readonly string[], Operation])[] | undefined;

/** The published operation of a method and a path below `/api/v4`, encoded as it was sent; the one with the fewest parameters wins. */
export function findOperation(method: string, path: string): Operation | undefined {
  read ??= readOperations();
  // The newer address of epics is an alias of the older one.
  const segments = path.replace("/-/epics", "/epics").split("/");
  const fits = read.filter(
    ([pattern, { call }]) =>
      call.startsWith(`${method} `) &&
      pattern.length === segments.length &&
      pattern.every((part, at) => part === segments[at] || (part === "*" && segments[at] !== "")),
  );
  const stars = ([pattern]: (typeof fits)[number]) => pattern.filter((part) => part === "*").length;
  return fits.sort((a, b) => stars(a) - stars(b))[0]?.[1];
}

/** Method and path with stars for its parameters. */
export function callOf(method: string, pattern: string): string {
  return `${method.toUpperCase()} ${pattern.replace(/:\w+|\{\w+\}/g, "*")}`;
}

function readOperations(): (readonly [readonly string[], Operation])[] {
  const { paths } = JSON.parse(readFileSync(OPENAPI, "utf8")) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const call = callOf(method, path);
      return [call.slice(call.indexOf(" ") + 1).split("/"), operation(call, described)] as const;
    }),
  );
}

function operation(call: string, { parameters = [], requestBody }: Described): Operation {
  const query = parameters.filter((parameter) => parameter.in === "query");
  return {
    call,
    query: new Map(query.map(({ name, schema }) => [name, schema ?? {}])),
    body: requestBody?.content["application/json"]?.schema,
  };
}
