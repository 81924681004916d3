import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endingsIn } from "../../src/deadlines/uncovered.ts";
import { loadConfig, loadMigration } from "../../src/load/validate.ts";
import { DAY } from "../../src/model/duration.ts";
import type { DeadlineFact, OfferingDeadline } from "../../src/model/schema/deadlines.gen.ts";
import { type ProposalSearch, proposalsOf } from "../../src/scaffold/proposal.ts";
import {
  feature,
  featuresFile,
  model,
  modelsFile,
  OWN_CATALOG,
  readText,
  TODAY,
} from "../cli/deadlines/propose-world.ts";

const OLD = "claude_sonnet_4_5";
const { document: catalog } = loadConfig(OWN_CATALOG, "cutover.yaml");
const HORIZON = 88 * DAY;

/** All that is known of one ending at its maker, in a gateway of these models and features. */
function searchFor({
  models = [model(OLD, "claude-sonnet-4-5"), model("claude_sonnet_4_6", "claude-sonnet-4-6")],
  features = [feature("duo_chat", [`default_models: [${OLD}]`, `selectable_models: [${OLD}]`])],
  ends = {} as Readonly<Record<string, OfferingDeadline>>,
  facts = [] as DeadlineFact[],
  instant = Date.parse(TODAY),
}): ProposalSearch {
  if (catalog === undefined) throw new Error("the catalog has errors");
  const data = { version: 1 as const, offerings: { ...ends }, policies: [], facts };
  return {
    workspace: { config: catalog, migrations: [], deadlines: { file: "deadlines.lock.json", data, text: "" } },
    gateways: [{ target: "gateway", files: readText(modelsFile(...models), featuresFile(...features)) }],
    deadlines: new Map(Object.entries(ends)),
    instant,
    horizon: HORIZON,
    offerings: [],
  };
}

function end(cutoff: string, more: Partial<OfferingDeadline> = {}): OfferingDeadline {
  return { host: "anthropic", model: "claude-sonnet-4-5", cutoff, precision: "exact", source: "model-eol", ...more };
}

function only(search: ProposalSearch) {
  const { proposals } = proposalsOf(search);
  const [proposal, ...more] = proposals;
  if (proposal === undefined || more.length > 0) throw new Error(`${proposals.length} proposals`);
  return proposal;
}

function read(text: string) {
  const { document, diagnostics } = loadMigration(text, "migrations/claude-sonnet-4-5-retirement.yaml");
  if (document === undefined) throw new Error(`${diagnostics.map(({ message }) => message).join("\n")}\n${text}`);
  return document;
}

function notesOn(search: ProposalSearch): readonly string[] {
  return read(only(search).text).data.candidates?.offerings?.map(({ id, note }) => `${id}: ${note}`) ?? [];
}

describe("what sources write never breaks a draft", () => {
  const name = fc
    .tuple(fc.constantFrom("a", "Z", "0", "1"), fc.string({ unit: fc.constantFrom(...".:/@-_0e1aX"), maxLength: 40 }))
    .map(([first, rest]) => (first + rest).replaceAll("_", "-"));
  const url = fc
    .tuple(fc.constantFrom("http", "https"), fc.string({ unit: "binary", maxLength: 40 }))
    .map(([scheme, rest]) => `${scheme}://${rest.replace(/\s/g, "")}`)
    .filter((text) => /^https?:\/\/[^\s/]+[^\s]*$/.test(text));
  const HOSTILE = [
    "https://x/#}\"'{[&*!|>%@`",
    "https://x/\u0000\u0007\u001b[2J",
    "https://x/\u0085cutoff:2020-01-01",
    "https://x/\ud800",
    "https://x/,cutoff:2020-01-01",
    "https://x/\u202e%0Aretire:remove",
  ];

  it("every name and address that the lock file may hold", () => {
    const input = fc.record({
      replacements: fc.array(name, { minLength: 1, maxLength: 3 }),
      link: fc.oneof(url, fc.constantFrom(...HOSTILE)),
      precision: fc.constantFrom("exact" as const, "earliest" as const, "floor" as const),
      isInLock: fc.boolean(),
    });
    fc.assert(
      fc.property(input, ({ replacements, link, precision, isInLock }) => {
        const deadline = end("2027-02-10", { url: link, precision, replacements });
        const fact = { host: "anthropic", model: deadline.model, source: "model-eol", url: link, seen: TODAY };
        const search = searchFor({ ends: { [OLD]: deadline }, facts: [{ ...fact, replacements }] });
        const known = isInLock ? search : { ...search, workspace: { ...search.workspace, deadlines: undefined } };
        const { text } = only(known);
        expect(text).not.toMatch(/[^\n\P{Cc}]|\p{Cs}/u);
        const { data } = read(text);
        expect(Object.keys(data.replaces ?? {})).toEqual([OLD]);
        const { recommended, cutoff, retire } = data.replaces?.[OLD] ?? {};
        expect([recommended?.model, cutoff, retire]).toEqual([
          replacements[0],
          isInLock ? undefined : "2027-02-10",
          "keep",
        ]);
        expect([undefined, link]).toContain(recommended?.link);
        expect([undefined, link]).toContain(data.references?.announcement);
      }),
      { numRuns: 150 },
    );
  });

  it("a link that is one is kept as it is", () => {
    const link = "https://example.com/a?b=c&d=#e:f,g";
    const { data } = read(only(searchFor({ ends: { [OLD]: end("2027-02-10", { url: link }) } })).text);
    expect(data.references?.announcement).toBe(link);
  });
});

describe("the clock", () => {
  const at = (instant: string) => only(searchFor({ ends: { [OLD]: end("2027-02-10") }, instant: Date.parse(instant) }));

  it("gives the same bytes all day, and only the days of the ramp the next day", () => {
    const morning = at("2026-11-23T00:00:00Z");
    expect(at("2026-11-23T23:59:59Z")).toEqual(morning);
    const next = at("2026-11-24T00:00:00Z");
    expect(next.text).not.toBe(morning.text);
    const undated = (text: string) => text.replace(/(start|eta): [\dT:Z-]+/g, "$1");
    expect(undated(next.text)).toBe(undated(morning.text));
    expect(next.causeDigest).toBe(morning.causeDigest);
  });

  it("has another cause with another end, another replacement or another use", () => {
    const features = [feature("duo_chat", [`default_models: [${OLD}]`])];
    const others = [
      searchFor({ ends: { [OLD]: end("2027-02-10") } }),
      searchFor({ ends: { [OLD]: end("2027-02-11") } }),
      searchFor({ ends: { [OLD]: end("2027-02-10", { precision: "earliest" }) } }),
      searchFor({ ends: { [OLD]: end("2027-02-10", { replacements: ["x"] }) } }),
      searchFor({ ends: { [OLD]: end("2027-02-10") }, features }),
    ];
    expect(new Set(others.map((search) => only(search).causeDigest)).size).toBe(others.length);
  });
});

describe("candidates", () => {
  const users = (...ids: string[]) => [
    feature("duo_chat", [`default_models: [${OLD}]`, `selectable_models: [${[OLD, ...ids].join(", ")}]`]),
  ];
  /** Ids that are listed when one more model is there, which features use. */
  function listed(id: string, entry: string, deadline?: OfferingDeadline): readonly string[] {
    const models = [model(OLD, "claude-sonnet-4-5"), entry];
    const ends = { [OLD]: end("2027-02-10"), ...(deadline && { [id]: deadline }) };
    return notesOn(searchFor({ models, features: users(id), ends })).map((note) => note.split(":", 1).join());
  }
  const ID = "claude_sonnet_4_6";

  it.each([
    ["fits", model(ID, "claude-sonnet-4-6"), undefined, [ID]],
    ["a smaller context", model(ID, "claude-sonnet-4-6", { context: 199_999 }), undefined, []],
    [
      "another kind of task",
      model(ID, "claude-sonnet-4-6", { rest: "    model_class_provider: litellm_completion\n" }),
      undefined,
      [],
    ],
    [
      "deprecated in the gateway",
      model(ID, "x", { rest: '    deprecation: { deprecation_date: "2026-01-01", removal_version: "19.0" }\n' }),
      undefined,
      [],
    ],
    ["ends 87 days later", model(ID, "x"), end("2027-05-08", { model: "x" }), []],
    ["ends 88 days later", model(ID, "x"), end("2027-05-09", { model: "x" }), [ID]],
    ["announced without a day", model(ID, "x"), { host: "anthropic", model: "x", precision: "floor" as const }, [ID]],
  ])("one that %s", (_what, entry, deadline, ids) => {
    expect(listed(ID, entry, deadline)).toEqual(ids);
  });

  it.each([
    ["an earlier version", "claude_sonnet_4", []],
    ["an alias", "claude_sonnet_4_6_alias", []],
    ["another line at the same host", "claude_haiku_4_5", ["claude_haiku_4_5"]],
    ["another model elsewhere", "claude_opus_4_6_vertex", []],
    ["the same model elsewhere", "claude_sonnet_4_5_vertex", ["claude_sonnet_4_5_vertex"]],
  ])("%s", (_what, id, ids) => {
    expect(listed(id, model(id, id.replaceAll("_", "-").replace("-vertex", "")))).toEqual(ids);
  });

  it("what a source names comes first, also beside an older snapshot; why it does not do is told", () => {
    const deadline = end("2027-02-10", { replacements: ["claude-haiku-4-5", "claude-opus-4-6", "claude-next"] });
    const facts = [{ ...deadline, url: "https://a.example", seen: TODAY, replacements: deadline.replacements ?? [] }];
    const models = [
      model(OLD, "claude-sonnet-4-5"),
      model(ID, "claude-sonnet-4-6"),
      model("claude_haiku_4_5_20251001", "claude-haiku-4-5-20251001"),
      model("claude_opus_4_6", "claude-opus-4-6", { context: 1000 }),
    ];
    const { precision: _, cutoff: __, ...named } = facts[0] ?? { ...deadline, url: "", seen: "" };
    const search = searchFor({
      models,
      features: users(ID),
      ends: { [OLD]: deadline },
      facts: [{ ...named, source: "deprecations-rss" }],
    });
    expect(notesOn(search).map((note) => note.split(";", 1).join())).toEqual([
      "claude_haiku_4_5_20251001: named by deprecations-rss",
      "claude_sonnet_4_6: context 200_000 tokens",
    ]);
    expect(only(search).notes).toEqual([
      "claude_opus_4_6, which deprecations-rss names, takes 1000 tokens and not 200_000",
      "claude-next, which deprecations-rss names, is not in the gateway at Anthropic",
    ]);
  });

  it("after a past end counts from today", () => {
    const models = [model(OLD, "claude-sonnet-4-5"), model(ID, "claude-sonnet-4-6")];
    const ends = { [OLD]: end("2026-06-15"), [ID]: end("2026-11-30", { model: "claude-sonnet-4-6" }) };
    const features = [...users(), feature("other", [`default_models: [${ID}]`])];
    const { proposals } = proposalsOf(searchFor({ models, features, ends }));
    expect(read(proposals[0]?.text ?? "").data.candidates?.offerings).toBeUndefined();
  });
});

it("covers every use of what it is about", () => {
  const ids = [OLD, `${OLD}_vertex`];
  const use = fc.record({
    defaults: fc.subarray([...ids, "claude_sonnet_4_6"], { minLength: 1 }),
    selectable: fc.option(fc.subarray([...ids, "claude_sonnet_4_6"])),
    beta: fc.option(fc.subarray(ids)),
    small: fc.option(fc.constantFrom(...ids)),
  });
  const models = [...ids.map((id) => model(id, "claude-sonnet-4-5")), model("claude_sonnet_4_6", "claude-sonnet-4-6")];
  fc.assert(
    fc.property(fc.array(use, { minLength: 1, maxLength: 5 }), fc.boolean(), fc.boolean(), (uses, isNamed, isAll) => {
      const features = uses.map(({ defaults, selectable, beta, small }, index) =>
        feature(`feature_${index}`, [
          `default_models: [${defaults.join(", ")}]`,
          ...(selectable === null ? [] : [`selectable_models: [${selectable.join(", ")}]`]),
          ...(beta === null ? [] : [`beta_models: [${beta.join(", ")}]`]),
          ...(small === null ? [] : [`models_for_size_preference: { small: ${small} }`]),
        ]),
      );
      const deadline = end("2027-02-10", isNamed ? { replacements: ["claude-sonnet-4-6"] } : {});
      const ends = Object.fromEntries(ids.slice(isAll ? 0 : 1).map((id) => [id, deadline]));
      const search = searchFor({ models, features, ends });
      const { proposals } = proposalsOf(search);
      const migrations = proposals.map(({ text, file }) => {
        const { document, diagnostics } = loadMigration(text, file);
        if (document === undefined) throw new Error(`${diagnostics.map(({ message }) => message).join("\n")}\n${text}`);
        return document;
      });
      const workspace = { ...search.workspace, migrations };
      const gateways = new Map(search.gateways.map(({ target, files }) => [target, files]));
      const left = endingsIn({ ...search, workspace, gateways }).flatMap(({ uses: all }) => all);
      expect(left.filter(({ cover }) => cover === undefined)).toEqual([]);
      expect(proposalsOf({ ...search, workspace }).proposals).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
