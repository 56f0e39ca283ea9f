import type { AnyAction } from "./action";
import type { SpecificationVersion } from "./specification-version";

/** What kind of system a connector speaks to. */
export type ConnectorType = "ATS" | "HCM" | "CRM" | "Job Board" | "Automation" | "Other";

/** What a connector's author writes. */
export interface ConnectorSource<Actions extends Record<string, AnyAction> = Record<string, AnyAction>> {
  specificationVersion: SpecificationVersion;
  /** As the vendor writes it: `Acme`. */
  name: string;
  /** Lower case, the end of the package's name: `acme`. */
  slug: string;
  type: ConnectorType;
  /** The vendor's site. */
  url: string;
  description: string;
  /** The npm package that it comes in; both stand in the user agent. */
  package: { name: string; version: string };
  /** Each under its method's name in camelCase, `pushProfile`; its id is the same in snake_case, `push_profile`. */
  actions: Actions;
}
