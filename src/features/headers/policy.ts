/** Changes to the fields of a message, in this order: remove, set, add. Names are tokens, values without control characters. */
export interface HeaderChanges {
  readonly remove?: readonly string[];
  /** In place of all fields of that name. */
  readonly set?: readonly HeaderField[];
  /** Beside the fields of that name. */
  readonly add?: readonly HeaderField[];
}

export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** Changes to what goes to the backend, and to what goes to the client. */
export interface HeadersPolicy {
  readonly request?: HeaderChanges;
  readonly response?: HeaderChanges;
}
