import { describe, expect, test } from "vitest";
import type { WatchedRequest } from "../../src/sandbox/watch.ts";
import { checkAnswer, SCHEMA_OF, schema } from "./answers.ts";
import { checkRequest } from "./check.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { findOperation } from "./openapi.ts";
import { isPresent } from "./shared.ts";

function request(call: string, body?: unknown): WatchedRequest {
  const [method = "", path = ""] = call.split(" ", 2);
  const [text, contentType] = body === undefined ? ["", undefined] : [JSON.stringify(body), "application/json"];
  return { method, target: `/api/v4${path}`, body: text, contentType, userAgent: "cutover", status: 200 };
}

const complaints = (call: string, body?: unknown) => checkRequest(request(call, body), "client")?.complaints;

describe.skipIf(!isPresent)("a request of our client", () => {
  test("is known by method and path, encoded or not, at the older and the newer address", () => {
    expect(complaints("GET /projects/acme%2Fai/issues/7")).toEqual([]);
    expect(complaints("GET /groups/acme/-/epics/7")).toEqual([]);
    expect(complaints("PATCH /projects/1/issues/7")).toEqual([
      "PATCH /projects/1/issues/7 is not among GitLab's published calls",
    ]);
    expect(complaints("GET /projects/1/tickets")).toHaveLength(1);
    expect(complaints("GET /projects/acme/ai/issues/7")).toHaveLength(1);
  });

  test("the more literal of two paths is meant", () => {
    expect(findOperation("PUT", "/projects/1/labels/promote")?.call).toBe("PUT /projects/*/labels/promote");
    expect(findOperation("PUT", "/projects/1/labels/other")?.call).toBe("PUT /projects/*/labels/*");
  });

  test("has no parameter in its query that GitLab does not know, and none of another type", () => {
    expect(complaints("GET /projects/1/issues?labels=a,b&iids[]=1&iids[]=2&not[labels]=x&per_page=100")).toEqual([]);
    expect(complaints("GET /projects/1/issues?labell=a")?.[0]).toMatch(
      /^GET \/projects\/\*\/issues: the query has "labell"/,
    );
    expect(complaints("GET /projects/1/issues?state=open")?.[0]).toContain(
      'query "state" is "open", not one of opened',
    );
    expect(complaints("GET /projects/1/issues?per_page=all")?.[0]).toContain('"per_page" is "all", not integer');
    expect(complaints("GET /projects/1/issues?with_labels_details=yes")?.[0]).toContain("not boolean");
    expect(complaints("GET /projects/1/issues?iids[]=one")?.[0]).toContain('"iids" is "one", not integer');
    expect(complaints("GET /projects/1/issues?per_page[]=9")?.[0]).toContain('"per_page" is a list, not integer');
  });

  test("has a body as it is described, all the way down", () => {
    const call = "POST /projects/1/feature_flags";
    const flag = (strategy: object) => ({ name: "f", version: "new_version_flag", strategies: [strategy] });
    expect(complaints(call, flag({ name: "default", parameters: {}, scopes: [{ environment_scope: "*" }] }))).toEqual(
      [],
    );
    expect(complaints(call, flag({ name: "default", parameters: "{}" }))).toEqual([]);
    expect(complaints(call, flag({ parameters: {} }))).toEqual([
      'POST /projects/*/feature_flags: "strategies[].name" is missing',
    ]);
    expect(complaints(call, flag({ name: "default", scopes: [{ environmentScope: "*" }] }))).toHaveLength(2);
    expect(complaints(call, { name: 5, active: "true", color: 1 })).toEqual([
      'POST /projects/*/feature_flags: "name" is 5, not string',
      'POST /projects/*/feature_flags: "active" is "true", not boolean',
      'POST /projects/*/feature_flags: the body has "color", which is not described',
    ]);
    expect(complaints("PUT /projects/1/issues/1", { labels: "a,b", due_date: null, state_event: "close" })).toEqual([]);
    expect(complaints("PUT /projects/1/issues/1", { state_event: "shut" })).toHaveLength(1);
    expect(complaints("GET /projects/1/issues", { labels: "a" })).toHaveLength(1);
    expect(complaints("POST /projects/1/issues")).toEqual([
      'POST /projects/*/issues: "title" is missing, as the whole body is',
    ]);
    expect(complaints("POST /projects/1/issues?title=T")).toEqual([]);
    expect(complaints("POST /projects/1/issues", { title: "T", labels: ["a"] })).toEqual([]);
    expect(complaints("POST /projects/1/issues", { title: "T", labels: [{ name: "a" }] })?.[0]).toContain("not string");
  });

  test("goes to the API and nowhere else", () => {
    const page = { ...request("GET /"), target: "/acme/ai" };
    expect(checkRequest(page, "client")?.complaints).toEqual(["GET /acme/ai is no API"]);
    expect(checkRequest(page, "person")).toBeNull();
  });

  test("of a person is checked for method and path alone", () => {
    const wrong = request("GET /projects/1/issues?labell=a");
    expect(checkRequest(wrong, "person")?.complaints).toEqual([]);
    expect(checkRequest(request("GET /nowhere"), "person")?.complaints).toHaveLength(1);
  });
});

describe.skipIf(!isPresent)("exceptions", () => {
  test.each(EXCEPTIONS)("$call is one indeed, and says why", ({ call, lacks, reason }) => {
    const [method = "", path = ""] = call.split(" ", 2);
    const known = findOperation(method, path.replaceAll("*", "1"));
    expect(reason.length).toBeGreaterThan(20);
    if (lacks === "call") return expect(known).toBeUndefined();
    expect(known?.call).toBe(call);
    if (lacks === "body") return expect(known?.body).toBeUndefined();
    for (const name of lacks) {
      expect([known?.query.has(name), known?.body?.properties?.[name]]).toEqual([false, undefined]);
    }
  });

  test("stand once each", () => {
    expect(new Set(EXCEPTIONS.map(({ call }) => call)).size).toBe(EXCEPTIONS.length);
  });
});

describe.skipIf(!isPresent)("answers", () => {
  test("of calls that have a schema are held against it", () => {
    for (const name of Object.values(SCHEMA_OF)) expect(schema(name)).toBeTypeOf("function");
    expect(checkAnswer("GET /projects/*/issues", "/x", [{ iid: 1 }])?.[0]).toMatch(/must have required .*issues\.json/);
    expect(checkAnswer("GET /projects/*/issues", "/x", [])).toEqual([]);
    expect(checkAnswer("GET /groups/*", "/x", {})).toBeUndefined();
    expect(checkAnswer("GET /projects/*/issues", "/x?with_labels_details=true", 5)).toBeUndefined();
  });
});
