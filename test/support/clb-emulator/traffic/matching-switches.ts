/** What the documents of CLB leave open about matching: each is a question with two possible answers. */
export interface MatchingSwitches {
  /** Whether `EXAMPLE.com` is another name than `example.com`. */
  readonly hostCaseMatters: boolean;
  /** Whether `/A` is another path than `/a`. */
  readonly pathCaseMatters: boolean;
  /** Whether the port of a Host field belongs to the name, so that `example.com:8080` matches no rule of `example.com`. */
  readonly hostPortMatters: boolean;
  /** Whether `*.example.com` matches `example.com`. */
  readonly wildcardMatchesApex: boolean;
  /** Whether percent-encoded octets are decoded, in the rule as in the request, before paths are compared. */
  readonly pathIsDecoded: boolean;
  /** Whether the question mark and the query take part in the comparison with a Url. */
  readonly queryTakesPart: boolean;
}

/** The likelier answer to each. */
export const likelyMatching: MatchingSwitches = {
  hostCaseMatters: false,
  pathCaseMatters: true,
  hostPortMatters: false,
  wildcardMatchesApex: false,
  pathIsDecoded: false,
  queryTakesPart: false,
};
