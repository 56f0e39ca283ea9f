/** What kind of thing a check found: stable, for programs. */
export type FindingCode =
  /** A parameter is missing or wrong. */
  | "invalid_parameters"
  | "parameters_valid"
  /** Neither side's parameters were given. */
  | "nothing_checked"
  | "credential_accepted"
  /** The vendor does not know the credential, or it has expired. */
  | "credential_refused"
  /** The credential can be used once, and was kept for a run. */
  | "credential_not_tried"
  | "readable"
  /** Something that the parameters name cannot be read. */
  | "unreadable"
  | "scopes_granted"
  | "scope_missing"
  /** Whether the credential may write: only a run can tell. */
  | "writes_unknown"
  | "clock_differs"
  | "requests_left"
  /** The check of this side broke off: the network, the vendor, the connector. */
  | "check_failed"
  /** Something else that the connector's own check reports. */
  | "reported";

/** One thing that a check found. */
export interface Finding {
  /** What kind of thing. A later version may know more of them. */
  code: FindingCode;
  /** `"unknown"`: only a run can tell. */
  level: "ok" | "warning" | "error" | "unknown";
  side: "origin" | "target";
  /** A sentence. */
  message: string;
  /** What to do. */
  advice?: string;
}

/** What a connector reports. `code` is `"reported"` unless another one fits better. */
export type ReportedFinding = Omit<Finding, "side" | "code"> & Partial<Pick<Finding, "code">>;
