/** A page that is made from the sources. */
export interface Page {
  /** Where it stands, from the root of the project. */
  readonly path: string;
  /** The whole text, with the newline at its end. */
  readonly text: string;
}
