/** One finding of a validator, as ajv gives it. */
export interface SchemaError {
  /** JSON pointer of the value. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Set where the value is a key. */
  readonly propertyName?: string;
}

/** Checks data against one schema; `npm run generate` writes one beside this file for each. */
export interface Validator<T> {
  (data: unknown): data is T;
  /** Findings of the last call. */
  readonly errors?: readonly SchemaError[] | null;
}
