declare const __PACKAGE_VERSION__: string;

/** The version of this package, compiled in by the build. */
export const version: string = __PACKAGE_VERSION__;
