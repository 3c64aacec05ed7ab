/** Something small whose time is measured. */
export interface Case {
  readonly name: string;
  /** Does it once; what it answers is kept from being optimised away. */
  run(): unknown;
}
