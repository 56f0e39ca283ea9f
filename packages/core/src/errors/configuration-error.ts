import { ConnectorError, hasMarker } from "./connector-error";

const marker = Symbol.for("hrflow-connectors.error.configuration-error");

/** Something around the run is set up wrongly: another contract version, a store that fails, a platform without `fetch`. */
export class ConfigurationError extends ConnectorError {
  readonly [marker] = true;

  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "configuration", ...options });
  }

  static override isInstance(error: unknown): error is ConfigurationError {
    return hasMarker(error, marker);
  }
}
