import { check, literal } from "./coerce.ts";
import { location } from "./lexer.ts";
import type { Document, Field, Operation, Selection } from "./parser.ts";
import { baseName, type FieldType, SCHEMA } from "./schema.ts";

export interface GraphqlError {
  message: string;
  locations?: { line: number; column: number }[];
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
}

interface Walk {
  source: string;
  document: Document;
  operation: Operation;
  withheld: ReadonlySet<string>;
  errors: GraphqlError[];
}

/**
 * What the schema, less the `Type.field`s that are withheld, has against an operation. One complaint refuses the whole, before
 * anything runs.
 */
export function validate(
  source: string,
  document: Document,
  operation: Operation,
  withheld: ReadonlySet<string>,
): GraphqlError[] {
  const walk: Walk = { source, document, operation, withheld, errors: [] };
  walkSelections(walk, operation.kind === "query" ? "Query" : "Mutation", operation.selections, []);
  return walk.errors;
}

function complain({ source, errors }: Walk, message: string, offset: number, code: string): void {
  errors.push({ message, locations: [location(source, offset)], extensions: { code } });
}

function walkSelections(walk: Walk, type: string, selections: Selection[], spreads: string[]): void {
  for (const selection of selections) {
    if (selection.kind === "field") walkField(walk, type, selection, spreads);
    else if (selection.kind === "inline") walkFragment(walk, selection.type ?? type, selection.selections, 0, spreads);
    else {
      const fragment = walk.document.fragments.get(selection.name);
      if (!fragment || spreads.includes(selection.name)) {
        complain(
          walk,
          `Fragment ${selection.name} was used, but not defined`,
          selection.offset,
          "useAndDefineFragment",
        );
      } else {
        walkFragment(walk, fragment.type, fragment.selections, selection.offset, [...spreads, selection.name]);
      }
    }
  }
}

function walkFragment(walk: Walk, type: string, selections: Selection[], offset: number, spreads: string[]): void {
  if (SCHEMA.objects.has(type)) walkSelections(walk, type, selections, spreads);
  else complain(walk, `No such type ${type}, so it can't be a fragment condition`, offset, "undefinedType");
}

function walkField(walk: Walk, type: string, field: Field, spreads: string[]): void {
  if (field.name === "__typename") return;
  const fields = SCHEMA.objects.get(type) ?? {};
  const offered = Object.hasOwn(fields, field.name) && !walk.withheld.has(`${type}.${field.name}`);
  const known = offered ? fields[field.name] : undefined;
  if (!known) {
    complain(walk, `Field '${field.name}' doesn't exist on type '${type}'`, field.offset, "undefinedField");
    return;
  }
  walkArguments(walk, field, known);
  const inner = baseName(known.type);
  const composite = SCHEMA.objects.has(inner);
  if (composite && field.selections.length === 0) {
    const hint = `field '${field.name}' returns ${inner} but has no selections. Did you mean '${field.name} { ... }'?`;
    complain(walk, `Field must have selections (${hint})`, field.offset, "selectionMismatch");
  } else if (!composite && field.selections.length > 0) {
    const found = `field '${field.name}' returns ${inner} but has selections`;
    complain(walk, `Selections can't be made on scalars (${found})`, field.offset, "selectionMismatch");
  } else if (composite) walkSelections(walk, inner, field.selections, spreads);
}

function walkArguments(walk: Walk, field: Field, known: FieldType): void {
  for (const [name, value] of Object.entries(field.args)) {
    const type = Object.hasOwn(known.args, name) ? known.args[name] : undefined;
    if (!type) {
      complain(walk, `Field '${field.name}' doesn't accept argument '${name}'`, field.offset, "argumentNotAccepted");
    } else if (value.kind === "variable") {
      const declared = walk.operation.variables.some((variable) => variable.name === value.name);
      if (!declared)
        complain(walk, `Variable $${value.name} is used but not declared`, field.offset, "variableNotDefined");
    } else if (!holdsVariable(value) && check(literal(value, {}), type, [])) {
      const message = `Argument '${name}' on Field '${field.name}' has an invalid value (${JSON.stringify(literal(value, {}))}).`;
      complain(walk, message, field.offset, "argumentLiteralsIncompatible");
    }
  }
  const missing = Object.entries(known.args).filter(([name, type]) => type.required && !(name in field.args));
  if (missing.length > 0) {
    const names = missing.map(([name]) => name).join(", ");
    complain(
      walk,
      `Field '${field.name}' is missing required arguments: ${names}`,
      field.offset,
      "missingRequiredArguments",
    );
  }
}

function holdsVariable(value: Field["args"][string]): boolean {
  if (value.kind === "variable") return true;
  if (value.kind === "list") return value.items.some(holdsVariable);
  return value.kind === "object" && Object.values(value.fields).some(holdsVariable);
}
