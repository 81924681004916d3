import type { Kind } from "./mutations.ts";

/** A place where a file names something, and a name that nothing has. */
interface Reference {
  readonly write: string;
  readonly isKey?: boolean;
  /** Only doubtful: not everybody is in a team, and another version may have the rule. */
  readonly isDoubt?: boolean;
}

type Reasons = Readonly<Record<string, string>>;

const OFFERING = { write: "nobody_offers_this" };
const FEATURE = { write: "no_such_feature" };
const PERSON = { write: "@nobody", isDoubt: true };
const CATALOG = { write: "undeclared" };
const MILESTONE = { write: "99.9" };

const MOVE: Readonly<Record<string, Reference>> = {
  from: OFFERING,
  "from.*": OFFERING,
  to: OFFERING,
  "to.*": OFFERING,
  "offer.*.id": OFFERING,
  "offer.*.after": OFFERING,
  "offer.*.before": OFFERING,
  "withdraw.*.id": OFFERING,
  "sizes.small": OFFERING,
  "sizes.small.from": OFFERING,
  "sizes.small.to": OFFERING,
  "sizes.large.to": OFFERING,
  dri: PERSON,
  milestone: MILESTONE,
  "flag.confirmed.by": PERSON,
  "ramp.use": CATALOG,
  "ramp.steps.*.audience": CATALOG,
  "ramp.steps.*.gates.*": CATALOG,
  "ramp.abort.*": CATALOG,
};

/** Places that name something, by `schema route`. */
export const REFERENCES: Readonly<Record<string, Reference>> = {
  "config features.*.team": CATALOG,
  "config features.*.dri": PERSON,
  "config gates.*.by.*": PERSON,
  "config deadlines.overrides.*.by": PERSON,
  "config ramps.*.steps.*.audience": CATALOG,
  "config ramps.*.steps.*.gates.*": CATALOG,
  "config ramps.*.abort.*": CATALOG,
  "config policy.rules.*": { write: "no-such-rule", isKey: true, isDoubt: true },
  "migration model.provider": CATALOG,
  "migration model.*.provider": CATALOG,
  "migration owner": PERSON,
  "migration milestone": MILESTONE,
  "migration infrastructure.by": PERSON,
  "migration offerings.*.place.after": OFFERING,
  "migration offerings.*.place.before": OFFERING,
  "migration offerings.*.in_place_of": OFFERING,
  "migration features.*.define.place.after": FEATURE,
  "migration features.*.define.place.before": FEATURE,
  "migration replaces.*": { ...OFFERING, isKey: true },
  "migration replaces.*.except.*": { ...FEATURE, isKey: true },
  "migration candidates.offerings.*.id": OFFERING,
  "migration candidates.decided_by": PERSON,
  "migration features.*": { ...FEATURE, isKey: true },
  "migration bulk.*.features.*": FEATURE,
  "migration bulk.*.select.default_is": OFFERING,
  "migration bulk.*.select.default_is.*": OFFERING,
  "migration bulk.*.select.lists.*": OFFERING,
  "migration bulk.*.select.host": CATALOG,
  "migration bulk.*.select.host.*": CATALOG,
  "migration bulk.*.select.except.*": FEATURE,
  "migration bulk.*.ramp": CATALOG,
  ...under("features.*", { ...MOVE, "sizes.large.from": OFFERING }),
  ...under("bulk.*", MOVE),
};

function under(entry: string, routes: Readonly<Record<string, Reference>>): Record<string, Reference> {
  return Object.fromEntries(
    Object.entries(routes).map(([route, reference]) => [`migration ${entry}.${route}`, reference]),
  );
}

/** Values that are more than a name in the base; their names are broken one by one. */
function whole(entry: string, routes: readonly string[], reason = "broken at the names inside"): Reasons {
  return Object.fromEntries(routes.map((route) => [`migration ${entry}.${route}`, reason]));
}

/** What is not broken in some way, by name, and why. */
export const EXCLUDED: Readonly<Partial<Record<Kind, Reasons>> & { readonly absent: Reasons }> = {
  absent: {
    ...whole(
      "bulk.*",
      ["entry.selectable_models", ...["", ".small", ".large"].map((size) => `entry.models_for_size_preference${size}`)],
      "as under features",
    ),
    ...whole("bulk.*", ["define.place", "define.place.after", "define.place.before"], "as under features"),
  },
  "typo of a key": whole(
    "features.*",
    ["entry.selectable_models", "entry.models_for_size_preference"],
    "an entry may have keys that nobody knows yet, and null takes away what is not there",
  ),
  missing: {
    "migration adopted.*.flag": "without its one key nothing is left but the dash, and that is where it is said",
    "migration bulk.*.select.lists": "optional; that `in` stands without it is said at `in`",
  },
  "unknown reference": {
    "config gitlab.users.apply": "an account of the server; doctor asks there",
    "config gitlab.users.notes": "an account of the server; doctor asks there",
    "config targets.*.merge_request.reviewers.*": "anybody on GitLab may review",
    "config teams.*.members.*": "declares who is there",
    "config providers.*.hosts.*": "declares the hosts",
    "migration features.*.formerly": "a name that is gone",
    "migration features.*.ramp": "a ramp is named by `use` in the base; the short form is under bulk",
    "migration bulk.*.select.unit_primitive": "the gateway alone knows its unit primitives, and may know more",
    "migration bulk.*.select.unit_primitive.*": "the gateway alone knows its unit primitives, and may know more",
    ...whole("features.*", ["offer.*", "withdraw.*", "sizes.large"]),
    ...whole("bulk.*", ["offer.*", "withdraw.*", "sizes.large", "select.lists"]),
    ...whole("bulk.*", ["define.place.after", "define.place.before"], "as under features"),
    "migration bulk.*.sizes.large.from": "as of the small size",
    "evaluation feature": "evaluation-missing compares it with the feature that names the report",
    "evaluation old.offering": "evaluation-missing compares it with the migration",
    "evaluation new.offering": "evaluation-missing compares it with the migration",
  },
};
