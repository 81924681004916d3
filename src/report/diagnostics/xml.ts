/** An element with text or with other elements in it. */
export interface Element {
  readonly name: string;
  /** Those that are undefined are left out. */
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly content?: string | readonly Element[];
}

/** A document of XML 1.0, indented where only elements are in an element. */
export function renderXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, "")}\n`;
}

function element({ name, attributes = {}, content = [] }: Element, indent: string): string {
  const tag = [name, ...Object.entries(attributes).flatMap(attribute)].join(" ");
  if (typeof content === "string") return `${indent}<${tag}>${escaped(content)}</${name}>`;
  if (content.length === 0) return `${indent}<${tag}/>`;
  return [`${indent}<${tag}>`, ...content.map((one) => element(one, `${indent}  `)), `${indent}</${name}>`].join("\n");
}

function attribute([name, value]: readonly [string, string | number | undefined]): string[] {
  // A parser reads a line break in an attribute as a blank.
  return value === undefined ? [] : [`${name}="${escaped(String(value)).replaceAll("\n", "&#10;")}"`];
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

// https://www.w3.org/TR/xml/#charsets
const NOT_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** What XML has no way to write becomes the replacement character: writers on npm let it through, and parsers refuse it. */
function escaped(text: string): string {
  return text
    .replace(NOT_IN_XML, "\ufffd")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replaceAll("\r", "&#13;");
}
