import type { Source } from "../source.ts";
import { anthropicSdk } from "./anthropic-sdk.ts";
import { deprecationsRss } from "./deprecations-rss.ts";
import { modelEol } from "./model-eol.ts";
import { openaiSdk } from "./openai-sdk.ts";

/** All sources, best first: the providers' own words, then the dated feeds that people keep, then what is read off pages. */
export const sources: readonly Source[] = [anthropicSdk, openaiSdk, modelEol, deprecationsRss];
