type Host = "anthropic" | "vertex" | "bedrock" | "fireworks" | "mistral" | "openai" | "own";
type ModelClass =
  | "anthropic"
  | "litellm"
  | "litellm_completion"
  | "litellm_embedding"
  | "google_genai"
  | "openai"
  | "amazon_q";

/** One model on one host, as the generator knows it. */
export interface Offering {
  readonly id: string;
  /** The id without the host and the snapshot's date: the same for one model on several hosts. */
  readonly model: string;
  /** Words of the id without version, such as `claude_sonnet`. */
  readonly line: string;
  readonly title: string;
  readonly host: Host;
  readonly modelClass: ModelClass;
  /** Name on the wire. */
  readonly wire: string;
  readonly family: readonly string[];
  readonly cost: "$" | "$$" | "$$$" | "$$$$";
  readonly description: string;
  readonly tokens: number;
}

interface Line {
  readonly line: string;
  readonly title: string;
  /** Version as in ids, such as `4_5`, and the snapshot's date where ids carry one. */
  readonly versions: readonly (readonly [version: string, snapshot?: string])[];
  readonly hosts: readonly Host[];
  readonly modelClass: ModelClass;
  readonly family: readonly string[];
  readonly cost: Offering["cost"];
  readonly description: string;
  readonly tokens: number;
}

const CLAUDE = { hosts: ["anthropic", "vertex", "bedrock"], modelClass: "litellm", family: ["claude"] } as const;
const GEMINI = { hosts: ["vertex"], modelClass: "google_genai", family: ["gemini"] } as const;
const GPT = { hosts: ["openai"], modelClass: "openai", family: ["gpt_5"], tokens: 400_000 } as const;

const LINES: readonly Line[] = [
  {
    ...CLAUDE,
    line: "claude_sonnet",
    title: "Claude Sonnet",
    versions: [["4", "20250514"], ["4_5", "20250929"], ["4_6"], ["4_8"], ["5"]],
    cost: "$$$",
    description: "Balanced: for code and for long work with tools.",
    tokens: 200_000,
  },
  {
    ...CLAUDE,
    line: "claude_haiku",
    title: "Claude Haiku",
    versions: [["3_5", "20241022"], ["4_5", "20251001"], ["4_6"], ["5"]],
    cost: "$",
    description: "Quick answers for little money.",
    tokens: 200_000,
  },
  {
    ...CLAUDE,
    line: "claude_opus",
    title: "Claude Opus",
    versions: [["4_1", "20250805"], ["4_5", "20251101"], ["4_6", "20260205"], ["4_7"], ["4_8"]],
    cost: "$$$$",
    description: "The strongest: for hard problems; it takes its time.",
    tokens: 1_000_000,
  },
  {
    ...GEMINI,
    line: "gemini_flash",
    title: "Gemini Flash",
    versions: [["2_0"], ["2_5"], ["3_0"], ["3_5"]],
    cost: "$",
    description: "Many small tasks with large contexts.",
    tokens: 1_000_000,
  },
  {
    ...GEMINI,
    line: "gemini_pro",
    title: "Gemini Pro",
    versions: [["2_5"], ["3_0"], ["3_1"]],
    cost: "$$",
    description: "Reads text, pictures and tables alike.",
    tokens: 1_048_576,
  },
  {
    ...GPT,
    line: "gpt",
    title: "GPT",
    versions: [["5"], ["5_2"], ["5_4"], ["6"]],
    cost: "$$",
    description: "For general work: code, prose, tables.",
  },
  {
    ...GPT,
    line: "gpt_mini",
    title: "GPT mini",
    versions: [["5"], ["5_4"], ["6"]],
    cost: "$",
    description: "The small one of its line.",
  },
  {
    ...GPT,
    line: "gpt_codex",
    title: "GPT Codex",
    versions: [["5"], ["5_2"], ["5_3"], ["6"]],
    cost: "$$",
    description: "Made for code: reviews, repairs, long tasks.",
  },
  {
    line: "codestral",
    title: "Codestral",
    versions: [["2501"], ["2508"], ["2604"]],
    hosts: ["fireworks", "vertex"],
    modelClass: "litellm_completion",
    family: ["completion_fim", "codestral"],
    cost: "$",
    description: "Goes on with code where you type.",
    tokens: 128_000,
  },
  {
    line: "devstral",
    title: "Devstral",
    versions: [["2"], ["3"]],
    hosts: ["mistral"],
    modelClass: "litellm",
    family: ["mistral"],
    cost: "$$",
    description: "Open weights, for agents that write code.",
    tokens: 256_000,
  },
  {
    line: "gpt_oss",
    title: "GPT OSS",
    versions: [["20b"], ["120b"]],
    hosts: ["fireworks", "bedrock"],
    modelClass: "litellm",
    family: ["gpt"],
    cost: "$",
    description: "Open weights; runs anywhere.",
    tokens: 131_072,
  },
  {
    line: "text_embedding",
    title: "Text Embedding",
    versions: [["005"], ["006"]],
    hosts: ["vertex"],
    modelClass: "litellm_embedding",
    family: ["embedding"],
    cost: "$",
    description: "Numbers for texts.",
    tokens: 2_048,
  },
];

const OWN = ["mistral", "mixtral", "general", "claude_3", "gpt", "llama3", "codegemma", "amazon_q"] as const;

/** Everything that the generated files may hold. */
export const OFFERINGS: readonly Offering[] = [
  ...LINES.flatMap((line) =>
    line.versions.flatMap((version) => line.hosts.map((host) => offering(line, version, host))),
  ),
  ...OWN.map(own),
];

export function offeringOf(id: string): Offering | undefined {
  return OFFERINGS.find((one) => one.id === id);
}

function offering(line: Line, [version, snapshot]: readonly [string, string?], host: Host): Offering {
  const model = withVersion(line.line, version);
  const suffix = host === "anthropic" || host === "openai" ? "" : `_${host}`;
  const dated = snapshot === undefined ? model : `${model}_${snapshot}`;
  return {
    ...line,
    id: dated + suffix,
    model,
    title: `${line.title} ${version.replaceAll("_", ".")}`,
    host,
    modelClass: classOn(line, version, host),
    wire: wireName(line, model, snapshot, host),
  };
}

/** `gemini_flash` 2_5 is `gemini_2_5_flash`; the version of Claude stands last. */
function withVersion(line: string, version: string): string {
  const [maker = "", ...words] = line.split("_");
  return maker === "claude" || maker === "text" ? `${line}_${version}` : [maker, version, ...words].join("_");
}

function classOn({ line, modelClass }: Line, version: string, host: Host): ModelClass {
  if (host === "anthropic") return "anthropic";
  return line.startsWith("gemini") && version.startsWith("2") ? "litellm" : modelClass;
}

function wireName({ line }: Line, model: string, snapshot: string | undefined, host: Host): string {
  const name = model.replaceAll(/_(?=\d)(?<=\d_)/g, ".").replaceAll("_", "-");
  if (!line.startsWith("claude")) return host === "mistral" ? `mistral/${name}` : name;
  const wire = model.replaceAll("_", "-");
  if (host === "bedrock") return `bedrock/global.anthropic.${[wire, snapshot ?? "v1"].join("-")}:0`;
  if (host === "vertex") return snapshot === undefined ? wire : `${wire}@${snapshot}`;
  return snapshot === undefined ? wire : `${wire}-${snapshot}`;
}

/** What people run themselves: a bare word, neither price nor provider. */
function own(word: string): Offering {
  return {
    id: word,
    model: word,
    line: word,
    title: word,
    host: "own",
    modelClass: word === "amazon_q" ? "amazon_q" : "litellm",
    wire: word,
    family: [word],
    cost: "$",
    description: "",
    tokens: 32_000,
  };
}
