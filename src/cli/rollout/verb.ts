/** What is done with a rollout. */
export type Verb = "abort" | "hold" | "resume";
