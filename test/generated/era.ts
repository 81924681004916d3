/** How the gateway's files were spelled at one time. */
interface Spelling {
  readonly defaults: "default_models" | "default_model";
  /** Where an entry names its class. */
  readonly classAt: "entry" | "params" | "nowhere";
  /** True where an entry carries description, cost and context window. */
  readonly rich: boolean;
  readonly hostInName: boolean;
  /** True where a dev block says for which groups it is. */
  readonly groupIds: boolean;
  readonly sizes: boolean;
  readonly deprecation: boolean;
  /** What Vertex is called for users. */
  readonly vertex: string;
}

const TODAY: Spelling = {
  defaults: "default_models",
  classAt: "entry",
  rich: true,
  hostInName: false,
  groupIds: false,
  sizes: true,
  deprecation: true,
  vertex: "Gemini Enterprise Agent Platform",
};

/** Since 2026-06-15; from 2026-02-24 and from 2025-12-08 until the next; 2025-05 to 2025-08. */
export const ERAS = {
  today: TODAY,
  scalar: { ...TODAY, defaults: "default_model", hostInName: true, groupIds: true, vertex: "Vertex" },
  class_in_params: {
    ...TODAY,
    defaults: "default_model",
    classAt: "params",
    hostInName: true,
    groupIds: true,
    sizes: false,
    vertex: "Vertex",
  },
  identifier: {
    ...TODAY,
    defaults: "default_model",
    classAt: "nowhere",
    rich: false,
    hostInName: true,
    sizes: false,
    deprecation: false,
    vertex: "Vertex",
  },
} as const satisfies Record<string, Spelling>;

export type Era = keyof typeof ERAS;
