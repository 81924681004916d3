// One validator per schema, written by `npm run generate`; this file is the one door to them.
// biome-ignore lint/correctness/useImportExtensions: it takes the declarations beside the module for the module
export * from "./validators.gen.mjs";
