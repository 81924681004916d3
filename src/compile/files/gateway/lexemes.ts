import { Lexer } from "yaml";
import { keepLast } from "./keep-last.ts";

/** The pieces of a YAML text as the parser takes them. Values and comments are both made of these, one after the other. */
export const lexemesOf: (text: string) => readonly string[] = keepLast(1, (text) => [...new Lexer().lex(text)]);
